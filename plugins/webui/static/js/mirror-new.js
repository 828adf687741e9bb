// Making a clone: what is taken out of the messages, a text to try, and the wish itself.

import { empty, load } from "./loading.js";
import { leave } from "./pressing.js";
import { ask, typed } from "./shell.js";

const sample = document.querySelector("[data-sanitized]");
const text = document.querySelector("[data-try-text]");
const tried = document.querySelector("[data-tried]");
const form = document.querySelector("[data-clone]");
const make = form.querySelector("[data-make]");
const refused = form.querySelector("[data-refused]");
const replace = form.querySelector("[data-replace]");
let withheld = false;

async function preview() {
  const came = await load(sample, "/mirror/new/sanitized");
  const names = sample.querySelector("[data-names-asked]");
  if (names) {
    form.querySelector("[data-names]").replaceChildren(names.content);
    named();
  }
  // What cannot be sanitized leaves in no form at all.
  withheld = !came || sample.querySelector("[data-withheld]") !== null;
  if (withheld) make.disabled = true;
}

function attempt() {
  if (text.value.trim()) load(tried, "/mirror/new/try", { method: "POST", body: text.value });
  else empty(tried);
}

/** Where names are asked for, hold the form until one of them is chosen. */
function named() {
  const asked = form.querySelector("[data-names-of]");
  if (!asked) return;
  const isOne = asked.querySelector("input:checked") !== null;
  asked.querySelector("input").setCustomValidity(isOne ? "" : asked.dataset.namesOf);
}

function wish() {
  const given = new FormData(form);
  const budget = given.get("budget");
  return {
    name: given.get("name").trim(),
    consent: given.get("consent") !== null,
    me: given.getAll("me"),
    model: given.get("model"),
    ...(budget ? { budget: Number(budget) } : {}),
    replace: given.get("replace") !== null,
  };
}

form.addEventListener("change", named);
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  make.disabled = true;
  refused.hidden = true;
  try {
    const job = await ask("POST", "/api/v1/mirror/clones", wish());
    await leave(`/mirror/${job.id}`);
  } catch (error) {
    refused.textContent = error.message;
    refused.hidden = false;
    if (error.kind === "PersonaConflict") replace.hidden = false;
    make.disabled = withheld;
  }
});

document.querySelector("[data-try]").addEventListener("submit", (event) => event.preventDefault());
typed(text, attempt, 250);
// A browser that comes back to the page keeps what was ticked; consent is given anew each time.
form.querySelector("[data-consent]").checked = false;
window.addEventListener("pageshow", () => { form.querySelector("[data-consent]").checked = false; });
preview();
