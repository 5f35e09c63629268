// The part "My hand" of the page "Settings": whether the station has learned the learner's hand; learn it, forget it.

import { $, make, put } from "./dom.js";
import { get } from "./http.js";
import { text } from "./texts.js";

const LATER_MS = 1000; // a press takes effect with the next frame
let possible = false;

export function setUp(page, press) {
  possible = page.questions.some(({ name }) => name === "hand");
  $("my-hand").hidden = !possible;
  $("hand-actions").replaceChildren(...page.settings_actions.map((action) => {
    const button = make("button", { type: "button", "data-press": action.name }, action.title);
    button.addEventListener("click", () => {
      press(action.name);
      if (action.name === "personal") location.hash = "#/practise";
      else setTimeout(load, LATER_MS);
    });
    return button;
  }));
}

export async function load() {
  if (!possible) return;
  const hand = await get("/api/hand");
  const key = !hand.letters ? "page.personal_no" : hand.usable ? "page.personal_yes" : "page.personal_old";
  for (const button of $("hand-actions").querySelectorAll("[data-press=forget_hand]")) button.hidden = !hand.letters;
  put($("hand-state"), text(key, { letters: hand.letters, date: hand.made || text("page.no_date") }));
}
