// A persona's page: removing with undo, the user's own changes, and the way back to earlier contents.

import "./copying.js";
import { leave, pressed } from "./pressing.js";
import { ask, fragment, show, toast, trying } from "./shell.js";

const article = document.querySelector("[data-persona]");
const main = document.querySelector("main");
const form = document.querySelector("[data-edit]");

function pathOf(id, action = "") {
  return `/api/v1/personas/${id}${action}`;
}

let restoring = false;

async function restore(id) {
  if (restoring) return;
  restoring = true;
  await trying(async () => {
    await ask("POST", pathOf(id, "/restore"));
    await leave(`/personas/${id}`);
  });
  restoring = false;
}

function remove(button) {
  const id = article.dataset.persona;
  const { done, undo } = button.dataset;
  return pressed(button, async () => {
    await ask("DELETE", pathOf(id));
    show(main, await fragment(`/personas/${id}/removed`));
    main.focus();
    toast(done, { action: { title: undo, run: () => restore(id) } });
  });
}

function returnTo(button) {
  const id = article?.dataset.persona ?? location.pathname.split("/")[2];
  return pressed(button, async () => {
    await ask("POST", pathOf(id, "/rollback"), { to: button.dataset.return });
    await leave(location.pathname === `/personas/${id}` ? null : `/personas/${id}`);
  });
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
  if (form.inert) return;
  const fault = form.querySelector("[data-fault]");
  fault.hidden = true;
  form.inert = true;  // what were typed now, the page drawn anew would lose
  try {
    await ask("PATCH", pathOf(article.dataset.persona), wish);
    await leave();
  } catch (error) {
    fault.textContent = error.message;
    fault.hidden = false;
    form.inert = false;
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
