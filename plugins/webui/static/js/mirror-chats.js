// Chats from elsewhere: sent, looked at, imported; and what is in the log, deleted again.

import { ask, fragment, show } from "./shell.js";
import { watch } from "./job.js";
import { empty, load, refuse } from "./loading.js";
import { counted } from "./mirror-shared.js";
import { discard, upload } from "./upload.js";

const files = document.querySelector("[data-files]");
const drop = document.querySelector("[data-drop]");
const sending = document.querySelector("[data-sending]");
const sent = document.querySelector("[data-sent]");
const looking = document.querySelector("[data-looking]");
const refused = document.querySelector("[data-refused]");
const look = document.querySelector("[data-look]");
const place = document.querySelector("[data-import]");
const sources = document.querySelector("[data-sources]");
let uploads = [];
let stop = null;
let asked = null;
let leave = () => {};

function tell(error) {
  refused.hidden = !error;
  refused.textContent = error?.message ?? "";
}

async function take(chosen) {
  if (!chosen.length) return;
  forget();
  stop = new AbortController();
  const { signal } = stop;
  sending.hidden = false;
  const total = chosen.reduce((sum, file) => sum + file.size, 0) || 1;
  let before = 0;
  try {
    for (const file of chosen) {
      const one = await upload(file, (done) => { sent.value = (before + done) / total; }, { signal });
      if (signal.aborted) { discard(one.id); return; }
      uploads.push(one.id);
      before += file.size;
    }
    sending.hidden = true;
    await look_into(new URLSearchParams());
  } catch (error) {
    if (signal.aborted) return;
    forget();
    tell(error);
  }
}

/** Drop what was sent and looked at, and what is on its way. */
function forget() {
  stop?.abort();
  asked?.abort();
  leave();
  uploads.forEach(discard);
  uploads = [];
  files.value = "";
  sending.hidden = looking.hidden = true;
  look.replaceChildren();
  place.replaceChildren();
  tell(null);
}

/** Look into the files with what is said of them so far: names and zone. */
async function look_into(said) {
  asked?.abort();
  asked = new AbortController();
  const { signal } = asked;
  const query = new URLSearchParams(said);
  uploads.forEach((id) => query.append("upload", id));
  for (const field of look.querySelectorAll("input")) field.dataset.asked = field.value;
  looking.hidden = false;
  try {
    const html = await fragment(`/mirror/chats/look?${query}`, { signal });
    const focused = document.activeElement?.closest("[data-look-form] input");
    if (!focused || focused.value === focused.dataset.asked) {  // else it is asked again when that is written
      show(look, html);
      if (focused) again(focused)?.focus();
    }
    tell(null);
  } catch (error) {
    if (!signal.aborted) tell(error);
  }
  if (!signal.aborted) looking.hidden = true;
}

function again({ name, value }) {
  return [...look.querySelectorAll("input")].find((one) => one.name === name && (one.type !== "checkbox" || one.value === value));
}

/** Return what the form says: `me`, once for each name, and `zone`. */
function said() {
  const given = new FormData(look.querySelector("form"));
  const query = new URLSearchParams();
  for (const name of new Set([...given.getAll("me"), given.get("other")?.trim()].filter(Boolean))) query.append("me", name);
  if (given.get("zone").trim()) query.append("zone", given.get("zone").trim());
  return query;
}

async function begin(form) {
  if (form.inert) return;
  const query = said();
  const wish = { uploads, me: query.getAll("me"), zone: query.get("zone") ?? "" };
  asked?.abort();
  looking.hidden = true;
  uploads = [];  // the job has them now: files that are chosen meanwhile discard none of them
  form.inert = true;
  try {
    const job = await ask("POST", "/api/v1/history/imports", wish);
    form.remove();
    draw(job.id).catch(tell);
  } catch (error) {
    tell(error);
    form.inert = false;
    if (form.isConnected) uploads = wish.uploads;
    else wish.uploads.forEach(discard);
  }
}

async function draw(id) {
  show(place, await fragment(`/mirror/chats/imports/${id}`));
  follow();
}

/** Watch the import that is shown; what came of it is shown in its place. */
function follow() {
  const job = place.querySelector("[data-job]");
  leave();
  if (!job) { load(sources, "/mirror/chats/sources"); return; }
  leave = watch(job, job.dataset.job, { ended: (state) => { if (state.status === "done") draw(job.dataset.job); } });
}

files.addEventListener("change", () => take([...files.files]));
for (const kind of ["dragenter", "dragover"]) {
  drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
}
for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => drop.classList.remove("over"));
drop.addEventListener("drop", (event) => { event.preventDefault(); take([...event.dataTransfer.files]); });
document.querySelector("[data-stop]").addEventListener("click", forget);
look.addEventListener("change", () => look_into(said()));
look.addEventListener("submit", (event) => { event.preventDefault(); begin(event.target); });
look.addEventListener("click", (event) => { if (event.target.closest("[data-not-this]")) forget(); });

// What is in the log.

const dialog = document.querySelector("[data-delete-dialog]");
const goes = dialog.querySelector("[data-delete-told]");
const sure = dialog.querySelector("[data-delete-sure]");
const deleted = document.querySelector("[data-deleted]");
let doomed = "";

async function conversations(details, more = null) {
  const here = details.querySelector("[data-conversations-here]");
  const part = more ? document.createElement("div") : here;
  const name = encodeURIComponent(details.dataset.conversations);
  if (more) more.disabled = true;
  const came = await load(part, `/mirror/chats/sources/${name}?offset=${more?.dataset.more ?? 0}`);
  part.querySelector("[data-goes]")?.remove();
  if (more && came) more.closest("p").replaceWith(part);
  else if (more) here.replaceChildren(part);
}

sources.addEventListener("toggle", (event) => {
  const details = event.target.closest("[data-conversations]");
  if (details?.open && !details.querySelector("[data-talks]")) conversations(details);
}, true);
sources.addEventListener("click", async (event) => {
  const more = event.target.closest("[data-more]");
  if (more) { conversations(more.closest("[data-conversations]"), more); return; }
  const button = event.target.closest("[data-delete]");
  if (!button) return;
  doomed = button.dataset.delete;
  sure.disabled = true;
  empty(goes);
  dialog.showModal();
  sure.disabled = !(await load(goes, `/mirror/chats/sources/${encodeURIComponent(doomed)}`));
  goes.querySelector("[data-talks]")?.remove();
  goes.querySelector("[data-more]")?.closest("p").remove();
});
dialog.querySelector("[data-delete-close]").addEventListener("click", () => dialog.close());
sure.addEventListener("click", async () => {
  sure.disabled = true;
  try {
    const { records } = await ask("DELETE", `/api/v1/history/sources/${encodeURIComponent(doomed)}`);
    dialog.close();
    deleted.textContent = `${deleted.dataset.deleted} ${counted(records)}`;
    deleted.hidden = false;
    await load(sources, "/mirror/chats/sources");
  } catch (error) {
    refuse(goes, error);
  }
});

if (place.querySelector("[data-job]")) follow();
load(sources, "/mirror/chats/sources");
