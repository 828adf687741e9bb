// What the Mirror's pages share: parts that take a while, and forgetting a clone.

import { ask, fragment, show, trying } from "./shell.js";

/**
 * Show the part of a page at `path` in `element`; ask again as long as the server says that it is at it.
 *
 * What fails is told in its place. Returns whether it came to its end.
 */
export async function load(element, path, options = {}) {
  element.setAttribute("aria-busy", "true");
  try {
    do show(element, await fragment(path, options)); while (element.querySelector("[data-again]"));
    return true;
  } catch (error) {
    if (error.name !== "AbortError") refuse(element, error);
    return false;
  } finally {
    element.removeAttribute("aria-busy");
  }
}

/** Return a number as the page's language writes it. */
export function counted(number) {
  return number.toLocaleString(document.documentElement.lang);
}

/** Tell in `element` why something was refused. */
export function refuse(element, error) {
  const note = Object.assign(document.createElement("p"), { className: "note bad", textContent: error.message });
  note.setAttribute("role", "alert");
  element.replaceChildren(note);
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
    told.replaceChildren();
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
      close.focus();
    } catch (error) {
      refuse(told, error);
    }
  });
}

/** Begin to look at a clone again, and go where that is shown. */
export function audit(id, model = "") {
  return trying(async () => {
    const job = await ask("POST", `/api/v1/mirror/clones/${encodeURIComponent(id)}/audit`, model ? { model } : {});
    location.assign(`/mirror/${job.id}`);
  });
}
