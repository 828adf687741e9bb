// Sending files to the server, with progress.

import { Refused, text } from "./shell.js";

/**
 * Send `file` and return what the server made of it: `{id, name, bytes}`.
 *
 * `onProgress(sent, total)` is told of bytes; aborting `signal` stops it. Throws `Refused` with the server's sentence.
 */
export function upload(file, onProgress = () => {}, { signal } = {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/v1/uploads?name=${encodeURIComponent(file.name || "file")}`);
    request.responseType = "json";
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.addEventListener("progress", (event) => onProgress(event.loaded, file.size));
    request.addEventListener("load", () => {
      if (request.status === 201) resolve(request.response);
      else if (request.status === 401) reject(new Refused(text("no_token"), 401, "Unauthorised"));
      else {
        const told = request.response?.error;
        reject(new Refused(told?.message ?? `${request.status} ${request.statusText}`, request.status, told?.type ?? "Unknown"));
      }
    });
    request.addEventListener("error", () => reject(new Refused(text("no_server"), 0, "Unreachable")));
    request.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
    signal?.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

/** Delete an upload; one that is gone already is no matter. */
export function discard(id) {
  return fetch(`/api/v1/uploads/${id}`, { method: "DELETE" }).catch(() => {});
}
