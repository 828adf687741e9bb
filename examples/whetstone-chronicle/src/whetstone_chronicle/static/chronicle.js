// Shows the days since the one that was chosen, as the API counts them.

import { ask, trying, typed } from "/static/js/shell.js";

const since = document.querySelector("[data-since]");
const count = document.querySelector("[data-count]");
const api = `${location.pathname}api/days`;

async function show() {
  const days = (await ask("GET", api)).filter((day) => day.day >= since.value);
  const shown = new Set(days.map((day) => day.day));
  for (const item of document.querySelectorAll("[data-day]")) item.hidden = !shown.has(item.dataset.day);
  count.textContent = days.length;
}

if (since) typed(since, () => trying(show));
