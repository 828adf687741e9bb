// A persona being made: what is found appears, and the result at the end.

import { watch } from "./job.js";
import { fragment, show, trying } from "./shell.js";

const job = document.querySelector("[data-job]");
const id = job.dataset.job;
const findings = document.querySelector("[data-found-after]");
let shown = Number(findings.dataset.foundAfter);
let fetching = false;
let more = false;

async function appear() {
  if (fetching) { more = true; return; }
  fetching = true;
  await trying(async () => {
    const holder = document.createElement("ul");
    show(holder, await fragment(`/jobs/${encodeURIComponent(id)}/found?after=${shown}`));
    for (const item of [...holder.children]) {
      shown = Math.max(shown, Number(item.dataset.found));
      document.querySelector(`[data-found-list="${CSS.escape(item.dataset.kind)}"]`)?.append(item);
    }
  });
  fetching = false;
  if (more) { more = false; appear(); }
}

watch(job, id, {
  after: shown,
  found: appear,
  ended: (state) => {
    if (state.status !== "done") return;
    trying(async () => show(document.querySelector("[data-result]"), await fragment(`/forge/${encodeURIComponent(id)}/result`)));
  },
});
