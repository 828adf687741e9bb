// A job at work on a page: drawn by the server, told by its events, whichever process runs it.

import { ask, fragment, show, text, toast, trying } from "./shell.js";

const DRAWN = 400;
const LOOKS = 3000;
const PATIENCE = 5000;

/**
 * Watch the job `id` in `element`, which holds `working/job.html`.
 *
 * `changed(state)` is called for each change, `found(item)` for each thing that it found, after the first
 * `after`, and `ended(state)` when it is over: done, failed, cancelled or interrupted. Someone may go on with
 * a job that is not done, here or elsewhere: then it is watched again. Returns a function that stops watching.
 */
export function watch(element, id, { changed, found, ended, after = 0 } = {}) {
  const path = `/api/v1/jobs/${encodeURIComponent(id)}`;
  const panel = element.querySelector("[data-job-panel]");
  const said = element.querySelector("[data-job-said]");
  let source = null;
  let timer = null;
  let drawing = false;
  let again = false;
  let last = null;
  let stopped = false;
  let lost = null;
  let drawn = new AbortController();

  async function draw() {
    if (stopped) return;
    if (drawing) { again = true; return; }
    drawing = true;
    const { signal } = drawn;
    await trying(async () => place(await fragment(`/jobs/${encodeURIComponent(id)}/panel`, { signal })));
    setTimeout(() => {
      drawing = false;
      if (again) { again = false; draw(); }
    }, DRAWN);
  }

  function place(html) {
    const next = document.createElement("div");
    show(next, html);
    const live = next.querySelector("[data-job-live]");
    const before = panel.querySelector("[data-job-live]");
    const isOther = before.dataset.condition !== live.dataset.condition;
    before.replaceWith(live);
    if (said.textContent !== live.dataset.said) said.textContent = live.dataset.said;
    if (!isOther) return;
    const actions = panel.querySelector("[data-job-actions]");
    const wasFocused = actions.contains(document.activeElement);
    actions.replaceWith(next.querySelector("[data-job-actions]"));
    if (wasFocused) panel.querySelector("[data-job-actions] button:not(:disabled)")?.focus();
  }

  function listen() {
    if (source || stopped) return;
    source = new EventSource(`${path}/events?after=${after}`);
    source.addEventListener("open", () => { clearTimeout(lost); lost = null; });
    source.addEventListener("error", () => {
      lost ??= setTimeout(() => toast(text("no_server")), PATIENCE);
      if (source?.readyState === EventSource.CLOSED) { rest(); timer = setTimeout(look, LOOKS); }
    });
    source.addEventListener("state", (event) => {
      last = JSON.parse(event.data);
      changed?.(last);
      draw();
    });
    source.addEventListener("found", (event) => {
      const item = JSON.parse(event.data);
      after = item.number;
      found?.(item);
    });
    source.addEventListener("end", (event) => {
      rest();
      const state = JSON.parse(event.data);
      if (state.error?.type === "JobNotFound") { gone(); return; }
      if (state.error?.message) { toast(state.error.message, { error: true }); return; }
      draw();
      ended?.(state);
      if (state.status !== "done") timer = setTimeout(look, LOOKS);
    });
  }

  function rest() {
    source?.close();
    source = null;
    clearTimeout(timer);
    clearTimeout(lost);
    lost = null;
  }

  /** Listen again where it runs, or somebody did something about it. */
  async function look() {
    if (stopped || document.hidden) return;
    let state = null;
    try {
      state = await ask("GET", path);
    } catch (error) {
      if (error.status === 404) { gone(); return; }
    }
    if (source || stopped) return;
    if (state && (state.status === "running" || state.status !== last?.status)) listen();
    else timer = setTimeout(look, LOOKS);
  }

  function stop() {
    stopped = true;
    rest();
    drawn.abort();
  }

  function gone() {
    stop();
    if (element.dataset.back) location.assign(element.dataset.back);
  }

  async function act(button) {
    const wanted = button.dataset.jobAct;
    if (wanted === "remove" && button.dataset.sure) {
      button.textContent = button.dataset.sure;
      button.classList.replace("quiet", "danger");
      delete button.dataset.sure;
      return;
    }
    button.disabled = true;
    const done = await trying(async () => {
      await (wanted === "remove" ? remove() : ask("POST", `${path}/${wanted}`));
      return true;
    });
    if (!done) button.disabled = false;
    else if (!stopped) {
      drawn.abort();  // what it shows is how it was before
      drawn = new AbortController();
      draw();
      rest();
      listen();
    }
  }

  /** Remove the job; nothing is asked about it meanwhile, since it may be gone before the answer. */
  async function remove() {
    stop();
    try {
      await ask("DELETE", path);
    } catch (error) {
      if (error.status !== 404) {
        stopped = false;
        drawn = new AbortController();
        listen();
        throw error;
      }
    }
    gone();
  }

  element.addEventListener("click", (event) => {
    const button = event.target.closest("[data-job-act]");
    if (button && event.detail < 2) act(button);  // a double click is not sure of anything
  });
  // A browser has few connections to a server: a page that nobody sees leaves its own to the others.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) rest();
    else if (last?.status !== "done") listen();
  });
  listen();
  return stop;
}
