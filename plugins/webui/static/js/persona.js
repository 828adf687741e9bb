// A persona's page: removing with undo, the user's own changes, and the way back to earlier contents.

import { ask, fragment, show, toast, trying } from "./shell.js";

const article = document.querySelector("[data-persona]");
const main = document.querySelector("main");
const form = document.querySelector("[data-edit]");

function pathOf(id, action = "") {
  return `/api/v1/personas/${id}${action}`;
}

async function restore(id) {
  if (await trying(() => ask("POST", pathOf(id, "/restore")))) location.assign(`/personas/${id}`);
}

async function remove(button) {
  const id = article.dataset.persona;
  const { done, undo } = button.dataset;
  button.disabled = true;
  await trying(async () => {
    await ask("DELETE", pathOf(id));
    show(main, await fragment(`/personas/${id}/removed`));
    main.focus();
    toast(done, { action: { title: undo, run: () => restore(id) } });
  });
  button.disabled = false;
}

async function returnTo(button) {
  const id = article?.dataset.persona ?? location.pathname.split("/")[2];
  button.disabled = true;
  if (await trying(() => ask("POST", pathOf(id, "/rollback"), { to: button.dataset.return }))) {
    if (location.pathname === `/personas/${id}`) location.reload();
    else location.assign(`/personas/${id}`);
  }
  button.disabled = false;
}

/** Return what the form changes: fields that were touched, `null` where one was emptied. */
function changes() {
  const wish = {};
  for (const field of form.querySelectorAll("input, textarea")) {
    if (field.value === field.defaultValue) continue;
    const written = field.value.trim();
    let value = written || null;
    if (written && field.name === "tags") value = written.split(",").map((tag) => tag.trim()).filter(Boolean);
    if (written && field.type === "number") value = Number(written);
    const [table, key] = field.name.split(".");
    if (key) (wish[table] ??= {})[key] = value;
    else wish[table] = value;
  }
  return wish;
}

async function save(wish) {
  const fault = form.querySelector("[data-fault]");
  fault.hidden = true;
  try {
    await ask("PATCH", pathOf(article.dataset.persona), wish);
    location.reload();
  } catch (error) {
    fault.textContent = error.message;
    fault.hidden = false;
  }
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  save(changes());
});

document.addEventListener("click", (event) => {
  const found = (name) => event.target.closest(`[data-${name}]`);
  if (found("remove")) remove(found("remove"));
  else if (found("return")) returnTo(found("return"));
  else if (found("restore")) restore(found("restore").dataset.restore);
  else if (found("reset")) save({ reset: true });
});

// The menu closes when something else is looked at.
const menu = document.querySelector(".menu");
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && menu?.open) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  if (menu?.open && !menu.contains(event.target)) menu.open = false;
});
