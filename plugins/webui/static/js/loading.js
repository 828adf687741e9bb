// Parts of a page that are fetched into their place, where what fails is told too.

import { fragment, show } from "./shell.js";

const under = new WeakMap();

/** Take out of `element` what is there, and what is on its way there. */
export function empty(element) {
  under.get(element)?.abort();
  element.replaceChildren();
}

/**
 * Show the part of a page at `path` in `element`; ask again as long as the server says that it is at it.
 *
 * What was on its way there is given up. What fails is told in its place. Returns whether it came to its end.
 */
export async function load(element, path, options = {}) {
  under.get(element)?.abort();
  const stop = new AbortController();
  under.set(element, stop);
  element.setAttribute("aria-busy", "true");
  try {
    do show(element, await fragment(path, { ...options, signal: stop.signal })); while (element.querySelector("[data-again]"));
    return true;
  } catch (error) {
    if (error.name !== "AbortError") refuse(element, error);
    return false;
  } finally {
    if (under.get(element) === stop) element.removeAttribute("aria-busy");
  }
}

/** Tell in `element` why something was refused. */
export function refuse(element, error) {
  const note = Object.assign(document.createElement("p"), { className: "note bad", textContent: error.message });
  note.setAttribute("role", "alert");
  element.replaceChildren(note);
}
