// Buttons that copy: `data-copy` is a selector of what they copy.

import { text, toast, trying } from "./shell.js";

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  trying(async () => {
    await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent);
    toast(text("copied"));
  });
});
