// The looks, the home and the token.

import "./copying.js";
import { load } from "./loading.js";
import { pressed } from "./pressing.js";
import { ask, toast, trying } from "./shell.js";

const YEAR = 365 * 24 * 3600;

/** Keep a choice in a cookie, which the server reads for every page, so that none flashes in another look. */
function keep(name, value) {
  document.cookie = `${name}=${value}; path=/; max-age=${YEAR}; samesite=strict`;
}

const sureDialog = document.querySelector("[data-sure-dialog]");

/** Ask the reader whether to go on; the dialog says `what`, and its button is called `yes`. */
export function sure(what, yes) {
  sureDialog.querySelector("[data-sure-text]").textContent = what;
  sureDialog.querySelector("[data-sure-yes]").textContent = yes;
  sureDialog.returnValue = "no";
  sureDialog.showModal();
  return new Promise((resolve) => {
    sureDialog.addEventListener("close", () => resolve(sureDialog.returnValue === "yes"), { once: true });
  });
}

/** Return a text that the server wrote into the page, with `{name}` replaced. */
export function said(key, values = {}) {
  const words = document.querySelector(`[data-said="${key}"]`).content.textContent;
  return words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

document.querySelector("[data-theme-choice]").addEventListener("change", (event) => {
  keep("whetstone-theme", event.target.value);
  document.documentElement.dataset.theme = event.target.value;
});

document.querySelector("[data-language-choice]").addEventListener("change", (event) => {
  keep("whetstone-language", event.target.value);
  location.reload();
});

const token = document.querySelector("[data-token]");
const showToken = () => load(token, "/settings/token", { method: "POST" });

document.querySelector("[data-token-show]").addEventListener("click", showToken);
document.querySelector("[data-token-renew]").addEventListener("click", (event) => trying(async () => {
  if (!await sure(said("renew"), event.target.textContent)) return;
  await pressed(event.target, async () => {
    await ask("POST", "/api/v1/settings/token/renew");
    if (await showToken()) toast(said("renewed"));
  });
}));

document.querySelector("[data-examine]").addEventListener("click", ({ target }) => {
  pressed(target, () => load(document.querySelector("[data-health]"), "/settings/health"));
});
