// What is pressed once, and where it leads.

import { trying } from "./shell.js";

/** Run `work` as `trying` does, with `button` at rest until it ended: who presses twice is heard once. */
export async function pressed(button, work) {
  button.disabled = true;
  try {
    return await trying(work);
  } finally {
    button.disabled = false;
  }
}

/** Go to another page, or to this one anew; what waits for this is not gone on with. */
export function leave(address = null) {
  if (address) location.assign(address);
  else location.reload();
  return new Promise(() => {});
}
