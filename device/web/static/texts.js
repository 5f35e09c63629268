// Texts in this browser's language, as /api/page returns them.

let texts = {};

export function setTexts(given) {
  texts = given;
}

// The text of a key, with its {placeholders} filled in; the key itself if there is no such text.
export function text(key, values = {}) {
  return (texts[key] ?? key).replace(/\{(\w+)\}/g, (placeholder, name) => values[name] ?? placeholder);
}
