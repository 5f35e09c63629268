// Buttons and form fields, drawn from the activity's actions and choices (see /api/page in docs/web-api.md).

import { make, setOptions } from "./dom.js";
import { text } from "./texts.js";

// The actions with the keys that work now, wherever the focus is; `writes`: an answer is written.
export function withKeys(actions, writes) {
  return writes ? actions.map((action) => ({ ...action, key: action.typing_key })) : actions;
}

// Draws the actions as buttons into all elements of the class "actions", if they have changed.
export function drawActions(actions, press) {
  const key = JSON.stringify(actions);
  for (const place of document.querySelectorAll(".actions")) {
    if (place.dataset.drawn === key) continue;
    place.dataset.drawn = key;
    const focused = [...place.children].indexOf(document.activeElement);
    place.replaceChildren(...actions.map((action) => {
      const button = make("button", { type: "button", "data-press": action.name }, action.title);
      if (action.key) button.setAttribute("aria-keyshortcuts", keyName(action.key));
      button.addEventListener("click", () => press(action.name));
      return button;
    }));
    if (focused >= 0) place.children[Math.min(focused, actions.length - 1)]?.focus({ preventScroll: true });
  }
  const list = actions.filter((action) => action.key)
    .map((action) => `${NAMES[action.key] ?? keyName(action.key)}: ${action.title}`).join(" · ");
  for (const place of document.querySelectorAll(".keys")) {
    const line = list ? text("page.keys", { keys: list }) : "";
    if (place.textContent !== line) place.textContent = line;
  }
}

// Presses the action of a key wherever the focus is, unless the key edits a text or chooses from a list, no action button is
// visible, or the key would activate the control that the keyboard has reached.
export function listenForKeys(currentActions, press) {
  document.addEventListener("keydown", (event) => {
    const action = currentActions().find(({ key }) => key && key === event.key);
    const typed = event.key.length === 1 || ["Enter", "Backspace", "Delete", "ArrowLeft", "ArrowRight"].includes(event.key);
    const lists = event.key !== "ArrowRight" && event.target.closest("select"); // its own keys are up and down
    const edits = lists || (typed && event.target.closest("input, textarea"));
    const activates = [" ", "Enter"].includes(event.key) && event.target.closest("a, button, summary");
    const visible = [...document.querySelectorAll(".actions")].some((place) => place.offsetParent !== null);
    if (!action || edits || activates || !visible) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    event.preventDefault();
    press(action.name);
  });
  // A button that was clicked with a pointer gives the focus back, so that no key triggers it again.
  document.addEventListener("click", (event) => {
    if (event.detail > 0) event.target.closest?.("button, a, summary")?.blur();
  });
}

// Returns a label with the field of a choice. `without` are option values to leave out.
export function makeField(choice, without = []) {
  const title = choice.title || choice.name;
  const parts = [make("label", {}, `${title} `)];
  const field = FIELDS[choice.kind](choice, without);
  field.name = choice.name;
  field.value = choice.value;
  parts[0].append(field);
  if (choice.about) {
    const id = `about-${choice.name}`;
    field.setAttribute("aria-describedby", id);
    parts.push(make("p", { class: "small", id }, choice.about));
  }
  return parts;
}

// Returns the values of a form's fields, of the right type for each choice.
export function readFields(form, choices) {
  return Object.fromEntries(choices.filter(({ name }) => form.elements[name]).map(({ name, kind }) => {
    const value = form.elements[name].value.trim();
    return [name, kind === "number" ? Number(value) : kind === "letters" ? value.toUpperCase() : value];
  }));
}

export function fillFields(form, settings) {
  for (const [name, value] of Object.entries(settings)) {
    if (form.elements[name]) form.elements[name].value = value;
  }
}

const FIELDS = {
  one: ({ options }, without) => {
    const select = make("select");
    setOptions(select, options.filter(([value]) => !without.includes(value)));
    return select;
  },
  letters: ({ options }) => make("input", {
    maxlength: options.length, autocapitalize: "characters", autocomplete: "off", spellcheck: "false",
  }),
  text: () => make("input", { maxlength: 200, autocomplete: "off", spellcheck: "false" }),
  number: ({ options }) => make("input", { type: "number", min: options[0][0], max: options.at(-1)[0], required: "" }),
};

const NAMES = { ArrowRight: "→", ArrowLeft: "←", PageUp: "Page ↑", PageDown: "Page ↓", Escape: "Esc" };
const keyName = (key) => (key === " " ? "Space" : key);
