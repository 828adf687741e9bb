// The Forge: files dropped or chosen, told apart by the server, installed or made into a persona.

import { leave } from "./pressing.js";
import { ask, fragment, settled, show, trying } from "./shell.js";
import { chosenFiles, droppedFiles } from "./forge-files.js";
import { discard, upload } from "./upload.js";

const AT_ONCE = 3;
const KEPT = "whetstone-forge";

const find = (selector) => document.querySelector(selector);
const words = find("[data-words]").dataset;
const said = find("[data-said]");
const places = { cartridge: find("[data-cartridges]"), texts: find("[data-chosen]"), neither: find("[data-neither]") };
const waiting = [];
let under = 0;
const arrivals = [];

// Uploads that are here: remembered for this tab, so that a reload loses none.

const remembered = () => JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
const remember = (ids) => sessionStorage.setItem(KEPT, JSON.stringify(ids));
const forget = (id) => remember(remembered().filter((known) => known !== id));
const letGo = (id) => { forget(id); discard(id); };

const installable = () => [...places.cartridge.querySelectorAll("form[data-install]:not([hidden], [inert], [data-there])")];

const arranged = settled(() => {
  find("[data-cartridges-part]").hidden = !places.cartridge.children.length;
  find("[data-texts-part]").hidden = !places.texts.children.length;
  find("[data-many]").hidden = installable().length < 2;
}, 0);

function add(files) {
  for (const file of files) {
    const row = find("[data-row]").content.firstElementChild.cloneNode(true);
    row.querySelector("[data-name]").textContent = file.name;
    find("[data-incoming]").append(row);
    const stop = new AbortController();
    row.querySelector("[data-stop]").addEventListener("click", () => { stop.abort(); row.remove(); });
    arrivals.push(new Promise((resolve) => { waiting.push(() => receive(file, row, stop.signal).finally(resolve)); }));
  }
  next();
}

async function next() {
  while (under < AT_ONCE && waiting.length) {
    under += 1;
    waiting.shift()().finally(() => { under -= 1; next(); });
  }
}

async function receive(file, row, signal) {
  if (signal.aborted) return;
  const state = row.querySelector("[data-state]");
  const bar = row.querySelector("progress");
  let done = null;
  try {
    if (file.size > Number(words.most)) throw new Error(words.tooLarge);
    done = await upload(file, (sent, total) => { bar.value = total ? sent / total : 1; }, { signal });
    bar.removeAttribute("value");
    state.textContent = words.looking;
    remember([...remembered(), done.id]);
    await place(done.id, signal);
    row.remove();
    said.textContent = words.arrived.replace("{name}", done.name);
  } catch (error) {
    if (error.name === "AbortError") {
      if (done) letGo(done.id);
      return;
    }
    row.classList.add("bad");
    bar.remove();
    state.textContent = error.message;
    state.setAttribute("role", "alert");
  }
}

/** Show an upload where it belongs. */
async function place(id, signal) {
  const holder = document.createElement("div");
  show(holder, await fragment(`/forge/uploads/${id}`, { signal }));
  const shown = holder.firstElementChild;
  places[shown.dataset.kind].append(shown);
  arranged();
  return shown;
}

async function restore() {
  for (const id of remembered()) {
    try {
      await place(id);
    } catch (error) {
      if (error.status === 404) forget(id);
    }
  }
}

// Installing cartridges.

function wish(form) {
  const given = new FormData(form);
  return {
    upload: form.closest("[data-upload]").dataset.upload,
    as_id: given.get("way") === "as" ? given.get("as_id").trim() : null,
    replace: given.get("way") === "replace",
    accept_signature: given.has("accept_signature"),
  };
}

function fault(form, message) {
  const note = form.querySelector("[data-fault]");
  note.hidden = !message;
  note.textContent = message;
  if (message) form.querySelector("[data-outlook]")?.remove();
}

function installed(form, result) {
  const card = form.closest("[data-upload]");
  const note = card.querySelector("[data-installed]");
  const outcome = note.querySelector("[data-outcome]");
  for (const link of note.querySelectorAll("[data-to]")) link.href = link.dataset.to + encodeURIComponent(result.id);
  for (const told of result.notes) note.querySelector("[data-notes]").append(Object.assign(document.createElement("li"), { textContent: told }));
  form.hidden = true;
  note.hidden = false;
  outcome.textContent = (result.outcome === "unchanged" ? outcome.dataset.same : outcome.dataset.done).replace("{id}", result.id);
  forget(card.dataset.upload);
  arranged();
}

function refused(form, message) {
  fault(form, message);
  form.querySelector("[data-ways]").open = true;
}

/** Whether nothing was done about a card yet. */
const isOpen = (form) => form.isConnected && !form.hidden && !form.inert && form.querySelector("[data-fault]").hidden;

/** What was installed is news for other cards that have its id or its content. */
async function tellAnew(results) {
  for (const form of places.cartridge.querySelectorAll("form[data-install]")) {
    const card = form.closest("[data-upload]");
    const isLike = (done) => done.id === card.dataset.persona || done.content_hash === card.dataset.content;
    if (!isOpen(form) || !results.some(isLike)) continue;
    const holder = document.createElement("div");
    await trying(async () => {
      try {
        show(holder, await fragment(`/forge/uploads/${card.dataset.upload}`));
      } catch (error) {
        if (isOpen(form)) throw error;
      }
      if (isOpen(form)) card.replaceWith(holder.firstElementChild);
    });
  }
  arranged();
}

async function install(form) {
  if (form.inert) return;
  fault(form, "");
  form.inert = true;
  try {
    const { result } = await ask("POST", "/api/v1/personas/import", wish(form));
    installed(form, result);
    tellAnew([result]);
  } catch (error) {
    refused(form, error.message);
  }
  form.inert = false;
}

async function installAll(button) {
  const forms = installable();
  forms.forEach((form) => { form.inert = true; });
  button.disabled = true;
  await trying(async () => {
    const told = await ask("POST", "/api/v1/personas/import/batch", { cartridges: forms.map(wish) });
    told.forEach(({ result }, at) => {
      if (result.outcome === "failed") refused(forms[at], result.error);
      else installed(forms[at], result);
    });
    await tellAnew(told.map(({ result }) => result));
  });
  forms.forEach((form) => { form.inert = false; });
  button.disabled = false;
}

// Making a persona of texts.

const patterns = (line) => line.split(",").map((part) => part.trim()).filter(Boolean);

/** Wait for the files that are on their way; return whether all of them came. */
async function allHere() {
  const faults = () => find("[data-incoming]").querySelectorAll(".bad").length;
  const before = faults();
  while (arrivals.length) await Promise.all(arrivals.splice(0));
  return faults() === before;
}

async function forge(form) {
  fault(form, "");
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  if (!(await allHere())) { button.disabled = false; return; }
  const given = new FormData(form);
  const uploads = [...places.texts.querySelectorAll("[data-upload]")].map((one) => one.dataset.upload);
  try {
    const job = await ask("POST", "/api/v1/personas/forge", {
      uploads,
      name: given.get("name").trim(),
      id: given.get("id").trim() || null,
      model: given.get("model"),
      budget: given.get("budget") === "" ? null : Number(given.get("budget")),
      include: patterns(given.get("include")),
      exclude: patterns(given.get("exclude")),
      author: given.get("author").trim() || null,
      replace: given.has("replace"),
    });
    uploads.forEach(forget);
    await leave(`/forge/${job.id}`);
  } catch (error) {
    button.disabled = false;
    fault(form, error.message);
    if (error.kind === "PersonaConflict") form.querySelector("[data-replace-part]").hidden = false;
  }
}

// What is done with the mouse, the keyboard and a drop.

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-install]")) { event.preventDefault(); install(event.target); }
  if (event.target.matches("[data-forge]")) { event.preventDefault(); forge(event.target); }
});
document.addEventListener("input", (event) => {
  if (event.target.name === "as_id" && event.target.value) event.target.closest("fieldset").querySelector("[value=as]").checked = true;
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.matches("[data-choose]")) find("[data-files]").click();
  else if (button.matches("[data-choose-folder]")) find("[data-folder]").click();
  else if (button.matches("[data-install-all]")) installAll(button);
  else if (button.matches("[data-discard]")) {
    const shown = button.closest("[data-upload]");
    letGo(shown.dataset.upload);
    shown.remove();
    arranged();
    find("[data-choose]").focus();
  }
});
for (const field of [find("[data-files]"), find("[data-folder]")]) {
  field.addEventListener("change", () => { add(chosenFiles(field)); field.value = ""; });
}
const drop = find("[data-drop]");
document.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.classList.remove("over"); });
document.addEventListener("drop", async (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  const files = await trying(() => droppedFiles(event.dataTransfer));
  if (files) add(files);
});

restore();
