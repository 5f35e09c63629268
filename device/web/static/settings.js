// The form that changes what the station teaches, to whom, in which language.

import { $, choices, put } from "./dom.js";
import { post } from "./http.js";
import { say } from "./texts.js";

const FIELDS = ["mode", "learner", "hand", "letters", "trials", "language"];

export function wire(page) {
  const { elements } = $("choices");
  choices(elements.mode, page.options.modes);
  choices(elements.learner, page.options.learners);
  choices(elements.hand, page.options.hands);
  choices(elements.language, page.options.languages);
  fill(page.settings);
  $("choices").addEventListener("submit", async (event) => {
    event.preventDefault();
    const wishes = Object.fromEntries(FIELDS.map((name) => [name, elements[name].value.trim()]));
    wishes.trials = Number(wishes.trials);
    wishes.letters = wishes.letters.toUpperCase();
    try {
      fill((await post("/api/settings", wishes)).settings);
      put($("applied"), say("page.applied"));
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
  for (const name of FIELDS) $("choices").elements[name].value = settings[name];
}
