// The head of a conversation: its title, deleting it, and who speaks next.

import { empty, load } from "./loading.js";
import { leave, pressed } from "./pressing.js";
import { ask, finding } from "./shell.js";

/** Let the reader rename and delete the conversation of `state`, and choose another persona for its next turn. */
export function attend(talk, state, { path, stop }) {
  talk.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if ("rename" in button.dataset) rename(true);
    else if ("renameCancel" in button.dataset) rename(false);
    else if ("delete" in button.dataset) question();
    else if ("choosePersona" in button.dataset) choose();
  });

  function rename(isOpen) {
    const form = talk.querySelector("[data-title-form]");
    const wasThere = form.contains(document.activeElement) || document.activeElement === document.body;
    form.hidden = !isOpen;
    talk.querySelector("[data-title-shown]").hidden = isOpen;
    if (isOpen) form.elements.title.select();
    else if (wasThere) talk.querySelector("[data-rename]").focus();
  }

  talk.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-title-form]")) return;
    event.preventDefault();
    const field = event.target.elements.title;
    if (!field.value.trim()) return;
    pressed(event.target.querySelector("button"), async () => {
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
    really.disabled = true;
    empty(told);
    dialog.showModal();
    really.disabled = !(await load(told, `${path()}/deletion`));
  }

  really.addEventListener("click", () => pressed(really, async () => {
    state.isGone = true;
    try {
      await stop();
      const { notes } = await ask("DELETE", `/api/v1${path()}`);
      if (!notes.length) await leave("/conversations");
      deleted = true;
      really.hidden = true;
      told.replaceChildren(...notes.map((note) => Object.assign(document.createElement("p"), { textContent: note })));
      if (!dialog.open) dialog.showModal();
    } finally {
      state.isGone = deleted;
    }
  }));
  dialog.addEventListener("close", () => { if (deleted) location.assign("/conversations"); });

  // Another persona: for the next turn, or for a conversation that is new.

  const personas = document.querySelector("[data-persona-dialog]");
  const field = personas.querySelector("[data-persona-words]");
  const list = personas.querySelector("[data-personas]");
  const open = finding(personas, field, list, "button", (words) => `/conversations/personas?q=${encodeURIComponent(words)}`);

  function choose() {
    field.value = "";
    open();
  }

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
