// What every page has: asking the server, messages, dialogs, keys. Page modules import from here.

const texts = JSON.parse(document.querySelector("[data-texts]").content.textContent);

/** Return the text `key` of the catalogue `script`, with `{name}` replaced from `values`. */
export function text(key, values = {}) {
  let found = texts[key];
  if (typeof found !== "string") found = values.n === 1 ? found.one : found.other;
  return found.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** What the server refused, in its own sentence. `status` is the HTTP status, 0 where it was not reached. */
export class Refused extends Error {
  constructor(message, status, kind) {
    super(message);
    this.status = status;
    this.kind = kind;
  }
}

/** Fetch and return the response; throws `Refused` for everything that is no success. */
export async function reach(path, options = {}) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused(text("no_server"), 0, "Unreachable");
  }
  if (response.ok) return response;
  if (response.status === 401) throw new Refused(text("no_token"), 401, "Unauthorised");
  let told;
  try {
    told = (await response.json()).error;
  } catch {
    told = { message: `${response.status} ${response.statusText}`, type: "Unknown" };
  }
  throw new Refused(told.message, response.status, told.type);
}

/** Ask the API: `ask("POST", "/api/v1/…", {…})` returns what it answers, `null` where that is nothing. */
export async function ask(method, path, body, options = {}) {
  const response = await reach(path, {
    ...options,
    method,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return response.status === 204 ? null : response.json();
}

/** Return a part of a page, as the server rendered it. */
export async function fragment(path, options = {}) {
  const response = await reach(path, { ...options, headers: { "X-Whetstone-Fragment": "1" } });
  return response.text();
}

/** Replace the content of `element` by HTML that our server rendered. */
export function show(element, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  element.replaceChildren(template.content);
}

/** Tell something at the edge of the page; an error stays until it is closed. */
export function toast(message, { error = false, action = null } = {}) {
  const note = document.createElement("div");
  note.className = error ? "toast error" : "toast";
  if (error) note.setAttribute("role", "alert");
  note.append(Object.assign(document.createElement("p"), { textContent: message }));
  if (action) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: action.title });
    button.addEventListener("click", () => { note.remove(); action.run(); });
    note.append(button);
  }
  const close = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: "×" });
  close.setAttribute("aria-label", document.querySelector("[data-keys] form button").textContent);
  close.addEventListener("click", () => note.remove());
  note.append(close);
  document.querySelector("[data-toasts]").append(note);
  if (!error) setTimeout(() => note.remove(), action ? 12000 : 5000);
}

/** Run `work`; what fails is told in a toast. Returns what it returned, or `undefined`. */
export async function trying(work) {
  try {
    return await work();
  } catch (error) {
    if (error.name === "AbortError") return undefined;
    toast(error.message, { error: true });
    if (!(error instanceof Refused)) throw error;
    return undefined;
  }
}

/** Return whether the reader is where `button` was pressed, so that the focus may go on from there. */
export const isStill = (button) => [button, document.body].includes(document.activeElement);

/** Call `act` when it was not called for `wait` milliseconds. */
export function settled(act, wait = 150) {
  let timer;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...given), wait);
  };
}

/** Call `act` when `field` was typed in, also ahead of this module, and rests for `wait` milliseconds. */
export function typed(field, act, wait = 150) {
  const heard = settled(act, wait);
  field.addEventListener("input", heard);
  if (field.value !== field.defaultValue) heard();
}

/**
 * Let `dialog` find as one types in `field`: `place` shows the part of a page that `path(words)` names. Enter
 * presses the first `choice` there, and arrows move among them, when what was typed is found. Returns what opens it.
 */
export function finding(dialog, field, place, choice, path) {
  let sought = null;

  function find(anew = false) {
    if (anew || sought?.words !== field.value) {
      sought?.stop.abort();
      const own = { words: field.value, stop: new AbortController() };
      const { signal } = own.stop;
      sought = own;
      own.found = trying(async () => {
        show(place, await fragment(path(own.words), { signal }));
        return true;
      });
      own.found.then((isFound) => { if (!isFound) own.words = null; });
    }
    return sought.found;
  }

  field.addEventListener("input", settled(() => find(), 80));
  field.form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (await find() && dialog.open) (place.querySelector(`${choice}:focus`) ?? place.querySelector(choice))?.click();
  });
  dialog.addEventListener("keydown", async (event) => {
    if (event.key === "Escape") dialog.close();  // else a search field is emptied first
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    await find();
    const choices = [...place.querySelectorAll(choice)];
    const at = choices.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    (at < 0 ? field : choices[Math.min(at, choices.length - 1)])?.focus();
  });
  return () => {
    if (dialog.open) return;
    dialog.showModal();
    field.select();
    find(true);
  };
}

const finder = document.querySelector("[data-finder]");
const openFinder = finding(
  finder, finder.querySelector("[data-find-field]"), finder.querySelector("[data-find-results]"), "a",
  (words) => `/find?q=${encodeURIComponent(words)}`,
);
document.querySelector("[data-find]").addEventListener("click", openFinder);

// Keys.

const keys = document.querySelector("[data-keys]");
const writing = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    openFinder();
  } else if (event.key === "?" && !writing(event.target) && !document.querySelector("dialog[open]")) {
    event.preventDefault();
    keys.showModal();
  }
});

// A click beside a dialog closes it, but for the second one of a double click that opened it.
for (const dialog of document.querySelectorAll("dialog")) {
  dialog.addEventListener("click", (event) => { if (event.target === dialog && event.detail < 2) dialog.close(); });
}

// Stars: `data-favourite` holds a persona's id. What is pressed is seen at once, and told in that order.
const telling = new Map();

function mark(id, favourite) {
  for (const star of document.querySelectorAll(`[data-favourite="${id}"]`)) star.setAttribute("aria-pressed", String(favourite));
}

/** Resolve when all that was pressed so far is told. */
export const starred = () => Promise.all(telling.values());

document.addEventListener("click", (event) => {
  const star = event.target.closest("[data-favourite]");
  if (!star) return;
  const id = star.dataset.favourite;
  const favourite = star.getAttribute("aria-pressed") !== "true";
  mark(id, favourite);
  const told = Promise.resolve(telling.get(id)).then(async () => {
    const done = await trying(() => ask("PATCH", `/api/v1/personas/${id}`, { favourite }, { keepalive: true }));
    if (telling.get(id) === told) mark(id, done ? favourite : !favourite);
  });
  telling.set(id, told);
});
