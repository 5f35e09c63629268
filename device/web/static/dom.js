// Helpers for the document.

export const $ = (id) => document.getElementById(id);

// Sets a text only if it differs: a screen reader reads out every change of a live region.
export function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function make(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

export function makeSvg(name, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

// Fills a select with [value, label] pairs.
export function setOptions(select, options) {
  select.replaceChildren(...options.map(([value, label]) => make("option", { value }, label)));
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}
