// Times as they are where the reader is, and as they are written there: on every page, also those that come later.

const { lang } = document.documentElement;
const spoken = navigator.languages.find((one) => one.split("-")[0] === lang) ?? lang;
const day = new Intl.DateTimeFormat(spoken, { dateStyle: "medium" });
const moment = new Intl.DateTimeFormat(spoken, { dateStyle: "medium", timeStyle: "short" });

function localise(root) {
  for (const time of root.querySelectorAll("time[datetime]")) {
    const at = new Date(time.dateTime);
    if (!Number.isNaN(at.getTime())) time.textContent = ("day" in time.dataset ? day : moment).format(at);
  }
}

new MutationObserver((changes) => {
  for (const { target } of changes) localise(target);
}).observe(document.body, { childList: true, subtree: true });
localise(document);
