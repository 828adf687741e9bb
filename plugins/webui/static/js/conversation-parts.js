// Small parts of the pages of conversations.

import { Refused, text } from "./shell.js";

/** Return a copy of what the template that matches `selector` holds. */
export function made(selector) {
  return document.querySelector(selector).content.firstElementChild.cloneNode(true);
}

/** Add a note to those of a page, unless it stands there. */
export function noted(notes, sentence) {
  if ([...notes.children].some((one) => one.textContent === sentence)) return;
  notes.append(Object.assign(document.createElement("p"), { className: "note", textContent: sentence }));
}

/** Put a button under each block of code in `root` that copies it. */
export function withCopyButtons(root, words) {
  for (const block of root.querySelectorAll(".told pre:not([data-copied])")) {
    block.dataset.copied = "";
    const button = Object.assign(document.createElement("button"), {
      type: "button", className: "quiet slim copy-code", textContent: words,
    });
    button.dataset.copyBlock = "";
    block.after(button);
  }
}

/**
 * Yield the events of a response of Server-Sent Events as `[name, data]`.
 * Ends where the connection does; an event that is not whole is passed over.
 */
export async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    rest += value;
    const frames = rest.split("\n\n");
    rest = frames.pop();
    for (const frame of frames) {
      const name = frame.match(/^event: (.*)$/m)?.[1];
      const data = frame.match(/^data: (.*)$/m)?.[1];
      if (name && data) yield [name, JSON.parse(data)];
    }
  }
}

/** Open `message` with `text` where it can be written anew; `say(text)` returns whether that was said. Returns the form. */
export function editing(message, text, say) {
  const open = message.querySelector("[data-edit-form]");
  if (open) return open;
  const shape = made("[data-edit-shape]");
  const area = shape.querySelector("textarea");
  const shown = message.querySelector("[data-said]");
  const close = () => {
    shape.remove();
    shown.hidden = false;
    message.classList.remove("editing");
    message.querySelector("[data-edit]").focus();
  };
  area.value = text;
  shown.hidden = true;
  message.classList.add("editing");
  shown.after(shape);
  area.focus();
  shape.querySelector("[data-edit-cancel]").addEventListener("click", close);
  shape.addEventListener("submit", (event) => {
    event.preventDefault();
    const fresh = area.value.trim();
    if (fresh && say(fresh)) close();
  });
  area.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.stopPropagation(); close(); }
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); shape.requestSubmit(); }
  });
  return shape;
}

/** Return what is told of a turn that broke off with `error`: nothing, where the reader stopped it. */
export function lost(error) {
  if (error.name === "AbortError") return { message: "", isLost: true };
  if (!(error instanceof Refused) && !(error instanceof TypeError)) throw error;
  return { message: error instanceof Refused ? error.message : text("no_server"), type: error.kind, isLost: true };
}

/** A text that is kept while it is typed, under a key of its own, until it is sent. */
export class Draft {
  constructor(field, key) {
    this.field = field;
    this.key = `whetstone-draft-${key}`;
    if (!field.value) field.value = sessionStorage.getItem(this.key) ?? "";
    field.addEventListener("input", () => this.keep());
  }

  keep() {
    try {
      if (this.field.value) sessionStorage.setItem(this.key, this.field.value);
      else sessionStorage.removeItem(this.key);
    } catch { /* there is no room for it; it stays in the field */ }
  }

  /** Take the text out of the field. It is kept until `sent` says that it arrived. */
  take() {
    const text = this.field.value;
    this.field.value = "";
    return text;
  }

  sent() {
    sessionStorage.removeItem(this.key);
    this.keep();
  }

  /** Put a text back that did not arrive, ahead of what was typed since. */
  back(text) {
    this.field.value = this.field.value ? `${text}\n${this.field.value}` : text;
    this.keep();
  }

  moved(key) {
    sessionStorage.removeItem(this.key);
    this.key = `whetstone-draft-${key}`;
    this.keep();
  }
}
