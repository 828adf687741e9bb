// A clone being made or looked at again; when it is done, the page shows what came of it.

import { watch } from "./job.js";
import { audit, forgets } from "./mirror-shared.js";

const job = document.querySelector("[data-job]");
if (job) {
  watch(job, job.dataset.job, { ended: (state) => { if (state.status === "done") location.reload(); } });
}

const again = document.querySelector("[data-audit-form]");
again?.addEventListener("submit", (event) => {
  event.preventDefault();
  audit(again.querySelector("button"), again.dataset.auditForm, new FormData(again).get("model"));
});
forgets(() => location.assign("/mirror"));
