// The words of the station's language, as /api/page gives them.

let texts = {};

export function learn(given) {
  texts = given;
}

export function say(key, values = {}) {
  return (texts[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
