// The models: tried, chosen, added, changed, taken out, fetched and found.

import { pressed } from "./pressing.js";
import { ask, fragment, show, toast, trying } from "./shell.js";
import { Misread, headerLines, headers, lines, parameterLines, parameters } from "./settings-lines.js";
import { said, sure } from "./settings.js";

const list = document.querySelector("[data-models]");
const found = document.querySelector("[data-found]");
const dialog = document.querySelector("[data-model-dialog]");
const form = dialog.querySelector("form");
const refused = dialog.querySelector("[data-model-refused]");
const more = dialog.querySelector("details");

const path = (name, rest = "") => `/api/v1/models/${name.split("/").map(encodeURIComponent).join("/")}${rest}`;
const tests = new Map();
let refreshing = null;

/** Draw the models as they are now, with what trying them came to. */
async function refresh() {
  const mine = refreshing = fragment("/settings/models");
  const html = await mine;
  if (refreshing !== mine) return;
  show(list, html);
  for (const [name, { button, answer }] of tests) {
    const model = list.querySelector(`[data-model="${CSS.escape(name)}"]`);
    model?.querySelector("[data-test]").replaceWith(button);
    model?.querySelector("[data-answer]").replaceWith(answer);
  }
  watchPull();
}

async function test(button, name) {
  const answer = button.closest("[data-model]").querySelector("[data-answer]");
  tests.set(name, { button, answer });
  button.disabled = true;
  answer.textContent = said("asking");
  try {
    const told = await ask("POST", path(name, "/test"));
    const reply = Object.assign(document.createElement("blockquote"), { className: "reply", textContent: told.reply });
    const times = { model: told.model, first: Math.round(told.first_token_ms), total: Math.round(told.total_ms) };
    const line = Object.assign(document.createElement("p"), { className: "small soft", textContent: said("answered", times) });
    answer.replaceChildren(reply, line);
  } catch (error) {
    const line = Object.assign(document.createElement("p"), { className: "error", textContent: error.message });
    line.setAttribute("role", "alert");
    answer.replaceChildren(line);
  } finally {
    button.disabled = false;
  }
}

function open(values = {}) {
  form.reset();
  for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
  form.elements.name.readOnly = "name" in values;
  more.open = ["headers", "parameters", "fallbacks"].some((name) => values[name]);
  tell("");
  dialog.showModal();
  form.elements["name" in values ? "model" : "name"].focus();
}

/** Change something about the models: one after the other, and the list is not pressed meanwhile. */
async function change(work) {
  if (list.inert) return;
  list.inert = true;
  await trying(work);
  list.inert = false;
}

/** Say what is wrong: at the field of `More` that it is about, else at the end. */
function tell(message, name = "") {
  for (const place of [refused, ...dialog.querySelectorAll("[data-refused]")]) {
    const isHere = message !== "" && (place.dataset.refused ?? "") === name;
    place.hidden = !isHere;
    place.textContent = isHere ? message : "";
  }
  for (const field of more.querySelectorAll("textarea")) field.setAttribute("aria-invalid", String(field.name === name));
  if (!name) return;
  more.open = true;
  form.elements[name].focus();
}

const written = (given) => ({
  headers: headerLines(given.headers),
  parameters: parameterLines(given.parameters),
  fallbacks: given.fallbacks.join("\n"),
});

const actions = {
  test: (button, name) => test(button, name),
  choose: (button, name) => change(async () => {
    await ask("PUT", "/api/v1/settings/model", { name });
    await refresh();
    toast(said("chosen", { name }));
  }),
  modelEdit: (button, name) => open({
    name,
    model: button.dataset.string,
    api_base: button.dataset.apiBase,
    key_env: button.dataset.keyEnv,
    context_tokens: button.dataset.context,
    ...written(JSON.parse(button.dataset.more)),
  }),
  modelRemove: async (button, name) => {
    if (!await sure(said("remove", { name }), button.textContent)) return;
    await change(async () => {
      await ask("DELETE", path(name));
      tests.delete(name);
      await refresh();
    });
  },
  pull: (button) => change(async () => {
    await ask("POST", "/api/v1/models/pull", { backend: button.dataset.pull });
    await refresh();
  }),
};

list.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const model = button?.closest("[data-model]");
  const action = Object.keys(actions).find((name) => name in (button?.dataset ?? {}));
  if (model && action) actions[action](button, model.dataset.model);
});

document.querySelector("[data-model-add]").addEventListener("click", () => open());
dialog.querySelector("[data-dialog-close]").addEventListener("click", () => dialog.close());
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (form.inert) return;
  const given = Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ""));
  const { name, ...entry } = given;
  if (entry.context_tokens) entry.context_tokens = Number(entry.context_tokens);
  form.inert = true;
  try {
    entry.headers = headers(form.elements.headers);
    entry.parameters = parameters(form.elements.parameters);
    entry.fallbacks = lines(form.elements.fallbacks);
    await ask("PUT", path(name.trim()), entry);
    tests.delete(name.trim());
    await refresh();
    dialog.close();
    form.inert = false;
  } catch (error) {
    form.inert = false;
    const [, key] = error.message.match(/^(?:models\.(?:"[^"]*"|[^.\s]+)\.)?(headers|parameters|fallbacks)\b/) ?? [];
    tell(error.message, error instanceof Misread ? error.field.name : key);
  }
});

document.querySelector("[data-detect]").addEventListener("click", ({ target }) => pressed(target, async () => {
  found.textContent = said("looking");
  try {
    show(found, await fragment("/settings/found", { method: "POST" }));
  } catch (error) {
    found.replaceChildren();
    throw error;
  }
}));

found.addEventListener("click", (event) => {
  const button = event.target.closest("[data-adopt]");
  if (!button) return;
  pressed(button, async () => {
    await ask("POST", "/api/v1/models/adopt", { names: [button.dataset.adopt] });
    found.replaceChildren();
    await refresh();
  });
});

// Weights on their way, also those that another page began to fetch.

let watching = false;

async function watchPull() {
  if (watching || !list.querySelector("[data-pulling]:not([hidden])")) return;
  watching = true;
  const ended = await trying(awaitPull);
  watching = false;
  if (!ended) return;
  await trying(refresh);
  if (ended.finished) toast(said("pulled"));
}

/** Tell how far the weights are until nothing is fetched any more, and return how that ended. */
async function awaitPull() {
  for (;;) {
    const state = await ask("GET", "/api/v1/models/pull");
    if (!state.running) return state;
    const bar = list.querySelector("[data-pulling] progress");
    const words = list.querySelector("[data-pulled]");
    if (bar && state.total) {
      bar.max = state.total;
      bar.value = state.done;
      words.textContent = said("bytes", { done: Math.round(state.done / 1e6), total: Math.round(state.total / 1e6) });
    }
    await new Promise((resolve) => { setTimeout(resolve, 500); });
  }
}

watchPull();
