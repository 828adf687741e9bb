// The Agora: cards that follow what is typed and chosen, and an address that says so.

import { fragment, isStill, show, starred, trying, typed } from "./shell.js";

const form = document.querySelector("[data-search]");
const results = document.querySelector("[data-results]");
const count = document.querySelector("[data-count]");
const defaults = { sort: "name" };
let looking = null;
let looked = null;

/** Return the query that the form asks for, without what is asked for by default. */
function query() {
  const asked = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value && value !== defaults[name]) asked.set(name, value);
  return asked.toString();
}

function noteAddress(asked, replace) {
  const address = asked ? `/?${asked}` : "/";
  if (address === location.pathname + location.search) return;
  if (replace) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
}

async function look({ replace = false, address = true } = {}) {
  looking?.abort();
  looking = new AbortController();
  const { signal } = looking;
  const asked = query();
  if (address) noteAddress(asked, replace);
  looked = trying(async () => {
    await starred();
    show(results, await fragment(`/agora/cards?${asked}`, { signal }));
    count.textContent = results.querySelector("[data-told]").textContent;
  });
  await looked;
}

function choose(link) {
  form.elements.tag.value = new URL(link.href).searchParams.get("tag") ?? "";
  look();
}

async function more(link) {
  const item = link.closest("li");
  const here = location.href;
  await looked;
  await trying(async () => {
    const html = await fragment(link.dataset.more);
    if (!item.isConnected || location.href !== here) return;  // pressed twice, or something else is looked for by now
    const place = item.previousElementSibling;
    const template = document.createElement("template");
    template.innerHTML = html;
    item.replaceWith(template.content);
    if (isStill(link)) place.nextElementSibling?.querySelector("a").focus();
    history.replaceState(null, "", link.getAttribute("href"));
  });
}

let typing = false;
typed(form.elements.q, () => { look({ replace: typing }); typing = true; }, 120);
form.elements.q.addEventListener("blur", () => { typing = false; });
form.addEventListener("change", (event) => { if (event.target.name !== "q") look(); });
form.addEventListener("submit", (event) => { event.preventDefault(); look(); });

results.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const tag = event.target.closest(".tag, .labels a");
  const further = event.target.closest("[data-more]");
  if (tag) {
    event.preventDefault();
    choose(tag);
  } else if (further?.dataset.more) {
    event.preventDefault();
    more(further);
  }
});

window.addEventListener("popstate", () => {
  const asked = new URLSearchParams(location.search);
  for (const name of ["q", "type", "origin", "tag"]) form.elements[name].value = asked.get(name) ?? "";
  form.elements.sort.value = asked.get("sort") ?? defaults.sort;
  form.elements.favourite.checked = asked.get("favourite") === "true";
  look({ address: false });
});

document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.target.closest("input, textarea, select") && !document.querySelector("dialog[open]")) {
    event.preventDefault();
    form.elements.q.focus();
  }
});
