// The list of conversations: searched as one types, and continued.

import { fragment, isStill, show, trying, typed } from "./shell.js";

const found = document.querySelector("[data-talks-found]");
const form = document.querySelector("[data-talks-search]");
const said = document.querySelector("[data-talks-said]");
let asking = null;

function query() {
  const asked = new URLSearchParams(form ? new FormData(form) : location.search);
  for (const [name, value] of [...asked]) if (!value.trim()) asked.delete(name);
  return asked;
}

async function look() {
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  const asked = query();
  await trying(async () => {
    show(found, await fragment(`/conversations/rows?${asked}`, { signal }));
    said.textContent = found.querySelector("[data-talks-count]")?.textContent ?? "";
    history.replaceState(null, "", asked.size ? `/conversations?${asked}` : "/conversations");
  });
}

if (form) {
  typed(form.elements.q, look, 80);
  form.addEventListener("submit", (event) => { event.preventDefault(); look(); });
}

found.addEventListener("click", (event) => {
  const button = event.target.closest("[data-talks-more]");
  if (!button) return;
  const asked = query();
  asked.set("offset", button.dataset.talksMore);
  trying(async () => {
    const more = document.createElement("div");
    show(more, await fragment(`/conversations/rows?${asked}`));
    const first = more.querySelector("a");
    button.closest("p").replaceWith(more);
    if (isStill(button)) first?.focus();
  });
});
