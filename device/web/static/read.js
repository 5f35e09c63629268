// The page "Read": the line of text.

import { $, put } from "./dom.js";
import { post } from "./http.js";
import { text } from "./texts.js";

const COPIED_MS = 1500;
let canBegin = false; // one of the choices starts reading

export function setUp(page) {
  const choice = page.choices.find(({ kind, options }) => kind === "one" && options.some(([value]) => value === "read"));
  canBegin = choice !== undefined;
  $("begin-reading").firstElementChild.addEventListener("click", () =>
    post("/api/settings", { [choice.name]: "read" }).catch((error) => put($("read-answer"), error.message)));
  $("copy").hidden = !navigator.clipboard; // browsers offer it to secure pages only
  $("copy").addEventListener("click", async () => {
    await navigator.clipboard.writeText($("text").textContent);
    put($("copy"), text("page.copied"));
    setTimeout(() => put($("copy"), text("page.copy")), COPIED_MS);
  });
}

export function show(view) {
  put($("text"), view.text);
  const reading = !view.task;
  $("edit").hidden = !reading;
  $("begin-reading").hidden = reading || !canBegin;
}
