// What was said: drawn by the server, put into its place here.

import { ask, fragment, isStill, show, text, toast, trying } from "./shell.js";
import { empty, load } from "./loading.js";
import { made, withCopyButtons } from "./conversation-parts.js";

const NEAR = 90;

/** The messages of one conversation. `path()` returns its address, `busy()` whether a reply is on its way. */
export class Log {
  constructor(element, { path, busy }) {
    this.element = element;
    this.path = path;
    this.busy = busy;
    this.following = true;
    this.coming = [];
    this.drawn = Promise.resolve();
    this.end = document.querySelector("[data-to-end]");
    this.passages = document.querySelector("[data-passage-dialog]");
    this.dress();
    addEventListener("scroll", () => {
      this.following = this.atEnd();
      this.end.hidden = this.following;
    }, { passive: true });
    this.end.addEventListener("click", () => this.toEnd());
    element.addEventListener("click", (event) => this.clicked(event));
    document.querySelector("[data-notes]").addEventListener("click", (event) => this.clicked(event));
  }

  /** Run `work`, which draws, behind what is being drawn already; `drawn` tells when all of it is there. */
  inTurn(work) {
    const done = this.drawn.then(work);
    this.drawn = done.catch(() => {});
    return done;
  }

  dress() {
    withCopyButtons(this.element, this.element.dataset.copyCode);
  }

  atEnd() {
    const page = document.documentElement;
    return page.scrollHeight - scrollY - innerHeight < NEAR;
  }

  toEnd() {
    scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" });
    this.following = true;
    this.end.hidden = true;
  }

  /** Scroll along, where the reader is at the end. */
  follow() {
    if (this.following) this.toEnd();
  }

  /** Return the element of a message. */
  of(id) {
    return id ? document.getElementById(`m-${id}`) : null;
  }

  last(role) {
    return [...this.element.querySelectorAll(`[data-message][data-role="${role}"]`)].at(-1);
  }

  /** Return the id of the last message that is shown; `undefined` without any. */
  lastId() {
    return [...this.element.querySelectorAll("[data-message]")].at(-1)?.dataset.message;
  }

  /** Draw the end of the branch, where it is not what is shown; what was not drawn of it so far goes. */
  async reachEnd(undrawn) {
    if (undrawn || this.element.querySelector(".later")) await this.redraw({ pending: undrawn });
  }

  /** Take `node` and all that follows it out, and return a function that puts them back. */
  cut(node) {
    const gone = [];
    for (let next = node; next; next = next.nextElementSibling) gone.push(next);
    gone.forEach((one) => one.remove());
    return () => this.element.append(...gone);
  }

  /** Return whether a message of the reader's is folded; the server tells from how much on. */
  isLong(words) {
    const { long, lines } = this.element.dataset;
    return words.length > Number(long) || words.split("\n").length > Number(lines);
  }

  /** Draw a message that is being sent; `null` draws the reply to one that is there. Returns what it grows by. */
  pending(words, name) {
    const nodes = [];
    if (words !== null) {
      const mine = made("[data-pending-mine]");
      mine.querySelector("[data-said]").textContent = words;
      if (this.isLong(words)) mine.querySelector("[data-said]").classList.add("folded");
      else mine.querySelector("[data-unfold]").remove();
      nodes.push(mine);
    }
    const theirs = made("[data-pending-theirs]");
    theirs.querySelector("[data-who]").textContent = name;
    const waiting = theirs.querySelector("[data-waiting]");
    const said = theirs.querySelector("[data-said]").appendChild(document.createTextNode(""));
    nodes.push(theirs);
    this.element.append(...nodes);
    this.coming = nodes;
    return {
      speak: (piece) => { waiting.hidden = true; said.appendData(piece); this.follow(); },
      become: (html) => {
        const place = theirs.querySelector("[data-said]");
        place.classList.add("told");
        show(place, html);
        this.dress();
        this.follow();
      },
      rest: () => {
        waiting.hidden = true;
        theirs.removeAttribute("aria-busy");
        this.coming = [];
      },
      remove: () => nodes.forEach((node) => node.remove()),
    };
  }

  /**
   * Draw the branch anew from the message `since` on, in place of `instead` (that message, where it is not
   * given) and of all that follows; without `since`, the end of the branch. What was `pending` goes; what is
   * coming by now stays behind it.
   */
  async redraw({ since = null, instead = null, pending = null }) {
    const fresh = document.createElement("div");
    show(fresh, await fragment(`${this.path()}/messages${since ? `?since=${encodeURIComponent(since)}` : ""}`));
    const { following } = this;
    pending?.remove();
    if (since) {
      fresh.querySelector(".earlier")?.remove();
      const old = instead ?? this.of(since);
      if (old) this.cut(old);
    } else {
      this.element.replaceChildren();
    }
    this.element.append(...fresh.children, ...this.coming);
    this.dress();
    if (following) this.toEnd();
  }

  clicked(event) {
    const button = event.target.closest("button");
    if (!button) return;
    const message = button.closest("[data-message]");
    if (button.dataset.earlier) trying(() => this.inTurn(() => this.earlier(button)));
    else if (button.dataset.version) this.turn(button, message);
    else if (button.dataset.passageOf) this.passage(button.dataset);
    else if (button.dataset.unfold) unfold(button);
    else if ("copyMessage" in button.dataset) trying(() => copied(words(message)));
    else if ("copyBlock" in button.dataset) trying(() => copied(button.previousElementSibling.textContent));
  }

  async earlier(button) {
    if (!button.isConnected) return;
    const first = this.of(button.dataset.earlier);
    const html = await fragment(`${this.path()}/messages?before=${encodeURIComponent(button.dataset.earlier)}`);
    const fresh = document.createElement("div");
    show(fresh, html);
    fresh.querySelector(".later")?.remove();
    const below = document.documentElement.scrollHeight - scrollY;
    button.closest("p").replaceWith(...fresh.children);
    this.dress();
    scrollTo({ top: document.documentElement.scrollHeight - below, behavior: "instant" });
    if (isStill(button)) first?.focus({ preventScroll: true });
  }

  turn(button, message) {
    if (!this.busy()) trying(() => this.inTurn(() => this.version(button.dataset.version, message, button)));
  }

  /** Turn to the branch that leads through another version of a message. */
  async version(id, message, button) {
    if (!button.isConnected) return;  // pressed twice: it is drawn anew by now
    await ask("PUT", `/api/v1${this.path()}/branch`, { record_id: id });
    if (!message) { location.reload(); return; }  // the page was asked for at that message
    const before = button.getAttribute("aria-label");
    this.following = false;
    await this.redraw({ since: id, instead: message });
    if (!isStill(button)) return;
    const beside = [...this.of(id).querySelectorAll(".versions button")];
    (beside.find((one) => one.getAttribute("aria-label") === before && !one.disabled) ?? beside.find((one) => !one.disabled))?.focus();
  }

  async passage({ passageOf, number }) {
    const place = this.passages.querySelector("[data-passage]");
    empty(place);
    this.passages.showModal();
    await load(place, `${this.path()}/messages/${encodeURIComponent(passageOf)}/passages/${number}`);
    place.querySelector("mark")?.scrollIntoView({ block: "center" });
  }
}

/** Return what was said in a message, as it was written. */
export function words(message) {
  return (message.querySelector("[data-source]")?.content ?? message.querySelector("[data-said]")).textContent;
}

/** Show all of a message, or its beginning again. */
function unfold(button) {
  const said = button.previousElementSibling;
  said.classList.toggle("folded");
  said.scrollTop = 0;
  [button.textContent, button.dataset.unfold] = [button.dataset.unfold, button.textContent];
  button.scrollIntoView({ block: "nearest" });
}

async function copied(what) {
  await navigator.clipboard.writeText(what);
  toast(text("copied"));
}
