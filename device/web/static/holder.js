// Whether this browser holds the station. While another one does, this page only watches.

import { $, put } from "./dom.js";
import { text } from "./texts.js";

// What changes the lesson: it rests while another browser holds the station.
const CHANGES = ".actions, #write, #begin, #begin-reading, #turn-picture, #begin-lesson, #all-letters, #choices, #hand-actions";

export function setUp(send) {
  $("take").addEventListener("click", () => send({ do: "take" }));
  $("release").addEventListener("click", () => send({ do: "release" }));
}

export function show({ mine, free, held }) {
  const watches = held && !mine;
  document.body.dataset.watches = watches;
  $("holder").hidden = !held;
  // Whoever signs needs the room above; whoever watches must see first that nothing here counts.
  if (mine !== ($("holder").previousElementSibling === $("content"))) $(mine ? "content" : "connection").after($("holder"));
  put($("holder-state"), text(mine ? "page.held_mine" : free ? "page.held_free" : "page.held"));
  $("take").hidden = mine || !free;
  $("release").hidden = !mine;
  for (const place of document.querySelectorAll(CHANGES)) place.inert = watches;
  $("lend").disabled = watches;
}
