// Read mode: the line of text and its buttons, also by key.

import { $, put } from "./dom.js";
import { post } from "./http.js";
import { say } from "./texts.js";

const KEYS = { Enter: "save", Backspace: "delete", " ": "space", Delete: "clear" };

export function wire(live) {
  for (const button of document.querySelectorAll("[data-press]")) {
    button.addEventListener("click", () => live.press(button.dataset.press));
  }
  $("begin-reading").querySelector("button").addEventListener("click", () => post("/api/settings", { mode: "read" }));
  $("copy").hidden = !navigator.clipboard; // browsers have one only where a page is secure
  $("copy").addEventListener("click", async () => {
    await navigator.clipboard.writeText($("text").textContent);
    put($("copy"), say("page.copied"));
    setTimeout(() => put($("copy"), say("page.copy")), 1500);
  });
  document.addEventListener("keydown", (event) => {
    const button = KEYS[event.key];
    const elsewhere = event.target.closest("a, button, input, select, textarea, summary");
    if (!button || elsewhere || $("read").hidden || $("edit").hidden) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    event.preventDefault();
    live.press(button);
  });
}

export function show(view, tutor) {
  const reading = tutor && view.settings.mode === "read";
  put($("text"), view.text);
  $("edit").hidden = $("keys").hidden = !reading;
  $("begin-reading").hidden = reading || !tutor;
}
