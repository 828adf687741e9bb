// The head of a conversation: its title, deleting it, and who speaks next.

import { ask, fragment, settled, show, toast, trying } from "./shell.js";

/** Let the reader rename and delete the conversation of `state`, and choose another persona for its next turn. */
export function attend(talk, state, { path, stop }) {
  talk.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if ("rename" in button.dataset) rename(true);
    else if ("renameCancel" in button.dataset) rename(false);
    else if ("delete" in button.dataset) trying(() => question(path));
    else if ("choosePersona" in button.dataset) trying(choose);
  });

  function rename(isOpen) {
    const form = talk.querySelector("[data-title-form]");
    form.hidden = !isOpen;
    talk.querySelector("[data-title-shown]").hidden = isOpen;
    if (isOpen) form.elements.title.select();
    else talk.querySelector("[data-rename]").focus();
  }

  talk.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-title-form]")) return;
    event.preventDefault();
    const field = event.target.elements.title;
    if (!field.value.trim()) return;
    trying(async () => {
      const { title } = await ask("PUT", `/api/v1${path()}/title`, { title: field.value });
      talk.querySelector("[data-title]").textContent = field.value = title;
      document.title = `${title} · Whetstone`;
      rename(false);
    });
  });

  talk.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest("[data-title-form]")) { event.stopPropagation(); rename(false); }
  });

  // Deleting, which is asked for once more.

  const dialog = document.querySelector("[data-delete-dialog]");
  const told = dialog.querySelector("[data-deletion]");
  const really = dialog.querySelector("[data-delete-really]");
  let deleted = false;

  async function question() {
    show(told, await fragment(`${path()}/deletion`));
    dialog.showModal();
  }

  really.addEventListener("click", () => trying(async () => {
    await stop();
    const { notes } = await ask("DELETE", `/api/v1${path()}`);
    deleted = true;
    if (!notes.length) { dialog.close(); return; }
    really.hidden = true;
    told.replaceChildren(...notes.map((note) => Object.assign(document.createElement("p"), { textContent: note })));
  }));
  dialog.addEventListener("close", () => { if (deleted) location.assign("/conversations"); });

  // Another persona: for the next turn, or for a conversation that is new.

  const personas = document.querySelector("[data-persona-dialog]");
  const field = personas.querySelector("[data-persona-words]");
  const list = personas.querySelector("[data-personas]");
  let asking = null;

  async function look() {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    show(list, await fragment(`/conversations/personas?q=${encodeURIComponent(field.value)}`, { signal }));
  }

  async function choose() {
    field.value = "";
    await look();
    personas.showModal();
    field.focus();
  }

  field.addEventListener("input", settled(() => trying(look), 80));
  field.closest("form").addEventListener("submit", (event) => {
    event.preventDefault();
    list.querySelector("button")?.click();
  });
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-persona-choice]");
    if (!button) return;
    personas.close();
    const { personaChoice: id, personaCalled: name } = button.dataset;
    if (state.isNew) { location.assign(`/conversations/new?persona=${encodeURIComponent(id)}`); return; }
    Object.assign(state, { persona: id, name, chosen: true });
    talk.querySelector("[data-persona-name]").textContent = name;
    talk.querySelector("[data-text]").focus();
  });
}
