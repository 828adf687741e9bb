// One conversation: saying something, hearing the reply, and what fails on the way.

import { Refused, ask, fragment, reach, show, text as words, trying } from "./shell.js";
import { Draft, editing, events, lost, made, noted } from "./conversation-parts.js";
import { Log, words as said } from "./conversation-log.js";
import { attend } from "./conversation-head.js";

const talk = document.querySelector("[data-talk]");
const form = talk.querySelector("[data-composer]");
const field = form.querySelector("[data-text]");
const send = form.querySelector("[data-send]");
const stop = form.querySelector("[data-stop]");
const model = form.querySelector("[data-model]");
const trouble = talk.querySelector("[data-trouble]");
const notes = talk.querySelector("[data-notes]");

const state = { id: talk.dataset.id, persona: talk.dataset.persona, name: talk.dataset.name, chosen: false, isNew: !talk.dataset.id, kept: "kept" in talk.dataset };
const note = (sentence) => noted(notes, sentence);
const path = () => `/conversations/${encodeURIComponent(state.id)}`;
const log = new Log(talk.querySelector("[data-log]"), { path, busy: () => running !== null });
const draft = new Draft(field, state.isNew ? "new" : state.id);
let running = null;
let beginning = null;
let undrawn = null;
let halting = null;

// Beginning: the server opens the model and gives the conversation its id. Another model begins it anew, and what
// is heard of an earlier beginning is nothing any more.

function begin() {
  state.id = "";
  const latest = ask("POST", "/api/v1/conversations", { persona: state.persona, model: model.value || null }).then(
    (begun) => {
      if (beginning !== latest) return;
      Object.assign(state, { id: begun.id, kept: begun.kept });
      begun.notes.forEach(note);
    },
    (error) => { if (beginning === latest) throw error; },
  );
  return beginning = latest;
}

// What fails is told where it happened; `again` is what the button there does, `null` where it would be in vain.

function tell(message, kind, again) {
  const shape = made("[data-trouble-shape]");
  shape.querySelector("[data-trouble-words]").textContent = message;
  shape.querySelector("[data-to-settings]").hidden = !/^(Model|Settings|Plugin)/.test(kind ?? "");
  const button = shape.querySelector("[data-again]");
  if (again) button.addEventListener("click", () => { trouble.replaceChildren(); again(); });
  else button.remove();
  trouble.replaceChildren(shape);
  log.follow();
}

// A turn. `text` is said behind `parent` (left out: behind the last message shown), or `retry` names a message
// that is to be answered again, of which `since` is the user's; `cut` is the element that both stand in place of.

async function turn({ text = null, parent, retry = null, cut = null, since = null }) {
  if (running) return;
  running = new AbortController();
  trouble.replaceChildren();
  talk.querySelector("[data-examples]")?.remove();
  working(true);
  const restore = cut ? log.cut(cut) : () => {};
  const pending = log.pending(text, state.name);
  log.toEnd();
  const came = { user: since, over: null, through: model.value };
  try {
    await Promise.all([joining, log.drawn]);
    if (text !== null && !cut && state.kept) await log.reachEnd(undrawn);
    undrawn = undrawn?.remove() ?? null;
    const behind = text === null ? undefined : parent ?? (cut ? null : log.lastId());
    const response = await asked({ text, retry, ...(behind === undefined ? {} : { parent_id: behind }) });
    for await (const [name, data] of events(response)) hear(name, data, came, pending);
    if (!came.over) throw new Refused(words("no_server"), 0, "Unreachable");
  } catch (error) {
    came.over = lost(error);
  } finally {
    running = null;
    working(false);
    pending.rest();
  }
  if (came.over.reply?.html) pending.become(came.over.reply.html);
  if (state.kept || came.over.message || came.over.isLost) await settle(came, pending, restore, { text, parent, retry, cut, since });
}

async function asked(what) {
  const body = { ...what, model: model.value || null, persona: state.chosen || !state.id ? state.persona : null };
  await Promise.all([halting, beginning?.catch(() => {})]);
  if (!state.id) await begin();
  if (running.isHalted) running.abort();
  const post = () => reach(`/api/v1${path()}/turns`, {
    method: "POST", signal: running.signal, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  try {
    return await post();
  } catch (error) {
    if (!state.isNew || error.status !== 404) throw error;
    await begin();  // the server was started anew, and knows nothing of it
    return post();
  }
}

function hear(name, data, came, pending) {
  if (name === "spoke") {
    pending.speak(data.text);
  } else if (name === "began") {
    came.user = data.user.id;
    data.notes.forEach(note);
    if (state.isNew && state.kept) addressed();
    draft.sent();
    if (running.isHalted) halting = end(running);  // the server heard of that before it heard the message
  } else {
    came.over = data;
    came.user ??= data.user?.id ?? null;
  }
}

/** The log has the first message: the conversation has an address, where a page that is loaded again finds it. */
function addressed() {
  const choice = sessionStorage.getItem(chosen());
  sessionStorage.removeItem(chosen());
  state.isNew = false;
  talk.dataset.id = state.id;
  if (choice !== null) sessionStorage.setItem(chosen(), choice);
  draft.moved(state.id);
  history.replaceState(null, "", path());
}

// After a turn: draw what the log has of it now, or give back what it has not.

async function settle(came, pending, restore, what) {
  if (state.isGone) return;
  let again = () => turn({ retry: came.user, since: came.user, cut: log.of(came.user)?.nextElementSibling });
  if (came.user) {
    if (what.text !== null) draft.sent();
    if (sessionStorage.getItem(chosen()) === came.through) sessionStorage.removeItem(chosen());
    try {
      await log.inTurn(() => log.redraw({ since: came.user, pending }));
      await settled();
    } catch (error) {
      if (state.isGone) return;
      undrawn = pending;
      if (!came.over.message) again = () => settle({ ...came, over: {} }, pending, restore, what);
      came.over.message ||= error.message;
    }
  } else {
    pending.remove();
    restore();
    again = givenBack(what);
  }
  if (came.over.type === "PromptTooLong") {
    again = null;
    shorten(came.user, what.text);
  }
  if (came.over.message) {
    tell(came.over.message, came.over.type, again);
  } else if (document.activeElement === document.body) {
    field.focus({ preventScroll: true });
  }
}

/** Put a message that did not arrive back to where it was typed, and return what sends it again. */
function givenBack(what) {
  if (what.text === null) return () => turn(what);
  if (what.cut) {
    const shape = edit(what.cut, what.text);
    return () => shape.requestSubmit();
  }
  draft.back(what.text);
  return () => form.requestSubmit();
}

/** Open a message that is too long for the model where it can be written shorter, or be sent through another one. */
function shorten(id, text) {
  const mine = log.of(id);
  if (mine) edit(mine);
  else if (text !== null) draft.back(text);
}

/** The log has the turn by now: the head counts it, and that of a conversation that was new has a title. */
async function settled() {
  const fresh = document.createElement("div");
  show(fresh, await fragment(`${path()}/head`));
  const turns = talk.querySelector("[data-turns]");
  if (turns) {
    turns.replaceWith(fresh.querySelector("[data-turns]"));
    return;
  }
  talk.querySelector("[data-head]").replaceWith(fresh.querySelector("[data-head]"));
  document.title = `${talk.querySelector("[data-title]").textContent} · Whetstone`;
}

// Sending, stopping, answering anew.

function working(isWorking) {
  send.hidden = isWorking;
  stop.hidden = !isWorking;
  if (isWorking && document.activeElement === send) stop.focus();
  else if (!isWorking && document.activeElement === stop) field.focus({ preventScroll: true });
}

function halt() {
  if (!running || running.isHalted) return halting;
  const halted = Object.assign(running, { isHalted: true });
  setTimeout(() => { if (running === halted) halted.abort(); }, 3000);
  return halting = end(halted);
}

/** Let the server end the replies of this conversation; none is asked for meanwhile, which it might end as well. */
async function end(halted) {
  try {
    if (state.id) await ask("POST", `/api/v1${path()}/stop`);
  } catch {
    halted.abort();
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (running || !field.value.trim()) return;
  turn({ text: draft.take().trim() });
});
stop.addEventListener("click", halt);

field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  } else if (event.key === "ArrowUp" && !field.value && !running) {
    const mine = log.last("user");
    if (mine) { event.preventDefault(); edit(mine); }
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && running && !document.querySelector("dialog[open]")) {
    event.preventDefault();
    halt();
  }
});

log.element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const message = button?.closest("[data-message]");
  if (!message || running) return;
  if ("edit" in button.dataset) edit(message);
  else if (button.dataset.retry) {
    const mine = message.dataset.role === "user";
    turn({ retry: button.dataset.retry, since: mine ? message.dataset.message : message.dataset.parent, cut: mine ? message.nextElementSibling : message });
  }
});

const edit = (message, text = said(message)) => editing(message, text, (fresh) => {
  if (running) return false;
  turn({ text: fresh, parent: message.dataset.parent || null, cut: message });
  return true;
});

talk.addEventListener("click", (event) => {
  const example = event.target.closest("[data-example]");
  if (!example) return;
  field.value = example.textContent;
  draft.keep();
  field.focus();
});

const chosen = () => `whetstone-model-${state.isNew ? "new" : state.id}`;
const kept = sessionStorage.getItem(chosen());
const isOffered = [...model.options].some((option) => option.value === kept);
if (isOffered && !(state.isNew && model.value)) model.value = kept;
model.addEventListener("change", () => sessionStorage.setItem(chosen(), model.value));
model.addEventListener("change", () => { if (isEmpty()) { trouble.replaceChildren(); open(); } });

/** Whether nothing was said yet, nor is on its way. */
const isEmpty = () => state.isNew && !log.element.childElementCount;

function open() {
  begin().catch((error) => tell(error.message, error.kind, open));
}

/** A reply that another window waits for, or that this one left: shown when it has ended. */
async function joined() {
  while (await fragment(`${path()}/running`)) { /* the server answers when it has ended, or after a while */ }
  talk.querySelector("[data-running-note]").hidden = true;
  if (state.isGone) return;
  await log.inTurn(() => log.redraw({}));
  await settled();
}

attend(talk, state, { path, stop: halt });
if (state.isNew && state.name) open();
else if (talk.dataset.missing) note(talk.dataset.missing);
const joining = "running" in talk.dataset ? trying(joined) : null;
if (!location.hash) {
  log.toEnd();
  if (matchMedia("(hover: hover)").matches) field.focus({ preventScroll: true });
}
