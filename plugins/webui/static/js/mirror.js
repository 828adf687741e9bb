// The Mirror's first page: the count while it is counted, then what can be told of the turns.

import { load } from "./loading.js";
import { audit, forgets } from "./mirror-shared.js";

const readiness = document.querySelector("[data-readiness]");
const part = document.querySelector("[data-measured-part]");

async function tell() {
  if (readiness.querySelector("[data-again]") && !(await load(readiness, "/mirror/readiness"))) return;
  if (!Number(readiness.querySelector("[data-turns]")?.dataset.turns)) return;
  part.hidden = false;
  await load(part.querySelector("[data-measured]"), "/mirror/measured");
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-audit]");
  if (button) audit(button, button.dataset.audit);
});
forgets(() => location.reload());
tell();
