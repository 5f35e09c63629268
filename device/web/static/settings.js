// The page "Settings": a form with all choices of the activity.

import { fillFields, makeField, readFields } from "./controls.js";
import { $, put } from "./dom.js";
import { post } from "./http.js";
import { text } from "./texts.js";

export function setUp(page) {
  const form = $("choices");
  form.hidden = page.choices.length === 0;
  form.prepend(...page.choices.flatMap((choice) => makeField(choice)));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      fill((await post("/api/settings", readFields(form, page.choices))).settings);
      put($("applied"), text("page.applied"));
    } catch (error) {
      put($("applied"), error.message);
    }
  });
  $("leave").addEventListener("click", async () => {
    await post("/api/leave");
    location.assign("/");
  });
}

export function fill(settings) {
  fillFields($("choices"), settings);
}
