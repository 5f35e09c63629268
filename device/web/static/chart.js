// Bars with their numbers: a picture for those who see it, a table for everyone.

import { draw, make } from "./dom.js";
import { say } from "./texts.js";

const HIGH = 120;
const STEP = 24;

// bars: [{label, value 0–1, title}]; rows: table cells, heads: their titles.
export function chart(title, about, bars, heads, rows) {
  const wide = Math.max(10, bars.length) * STEP;
  const picture = draw("svg", { viewBox: `0 -8 ${wide} ${HIGH + 30}`, "aria-hidden": "true", class: "bars" });
  for (const level of [0, 0.5, 1]) {
    const y = HIGH * (1 - level);
    picture.append(draw("line", { x1: 0, x2: wide, y1: y, y2: y, class: "grid" }));
  }
  bars.forEach(({ label, value, title: tip }, place) => {
    const high = Math.max(1, HIGH * Math.min(1, value));
    const bar = draw("rect", { x: place * STEP + 4, y: HIGH - high, width: STEP - 8, height: high, rx: 2 });
    bar.append(draw("title", {}, tip));
    picture.append(bar, draw("text", { x: place * STEP + STEP / 2, y: HIGH + 16, "text-anchor": "middle" }, label));
  });
  return make("section", { class: "chart" }, make("h3", {}, title), make("p", { class: "small" }, about),
    make("div", { class: "scroll" }, picture), table(title, heads, rows));
}

export function table(title, heads, rows) {
  const head = make("tr", {}, ...heads.map((text) => make("th", { scope: "col" }, text)));
  const body = rows.map((cells) => make("tr", {}, ...cells.map((cell, place) =>
    place ? make("td", {}, String(cell)) : make("th", { scope: "row" }, String(cell)))));
  return make("details", {}, make("summary", {}, `${title}: ${say("page.as_table")}`),
    make("table", {}, make("thead", {}, head), make("tbody", {}, ...body)));
}
