// What the Mirror's pages share: numbers, forgetting a clone, and looking at one again.

import { empty, load, refuse } from "./loading.js";
import { leave, pressed } from "./pressing.js";
import { ask } from "./shell.js";

/** Return a number as the page's language writes it. */
export function counted(number) {
  return number.toLocaleString(document.documentElement.lang);
}

/** Let the buttons with `data-forget` ask before a clone goes; `gone(id)` is called when it went and that was read. */
export function forgets(gone) {
  const dialog = document.querySelector("[data-forget-dialog]");
  const title = dialog.querySelector("h2");
  const done = dialog.querySelector("[data-forget-done]");
  const close = dialog.querySelector("[data-forget-close]");
  const told = dialog.querySelector("[data-forget-told]");
  const sure = dialog.querySelector("[data-forget-sure]");
  let id = "";

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-forget]");
    if (!button) return;
    id = button.dataset.forget;
    sure.disabled = true;
    empty(told);
    dialog.showModal();
    sure.disabled = !(await load(told, `/mirror/forgetting/${encodeURIComponent(id)}`));
  });
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => { if (!done.hidden) gone(id); });
  sure.addEventListener("click", async () => {
    sure.disabled = true;
    try {
      const { deleted } = await ask("DELETE", `/api/v1/mirror/clones/${encodeURIComponent(id)}`);
      for (const place of done.querySelectorAll("[data-gone]")) place.textContent = counted(deleted[place.dataset.gone]);
      title.textContent = title.dataset.done;
      told.querySelector("[data-goes]")?.remove();
      done.hidden = false;
      sure.hidden = true;
      close.textContent = close.dataset.done;
      if (!dialog.open) dialog.showModal();
      close.focus();
    } catch (error) {
      refuse(told, error);
    }
  });
}

/** Begin to look at a clone again because `button` was pressed, and go where that is shown. */
export function audit(button, id, model = "") {
  return pressed(button, async () => {
    const job = await ask("POST", `/api/v1/mirror/clones/${encodeURIComponent(id)}/audit`, model ? { model } : {});
    await leave(`/mirror/${job.id}`);
  });
}
