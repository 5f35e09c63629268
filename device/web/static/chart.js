// Bar charts. Each has a table with the same numbers.

import { make, makeSvg } from "./dom.js";
import { text } from "./texts.js";

const HEIGHT = 120; // of the tallest bar, in the picture's own units
const STEP = 24; // from one bar to the next
const SCALE = 64; // width of the scale
const MIN_STEPS = 10; // width of a chart with few bars

// bars: [{label, value from 0 to 1, title}]; rows: table cells; heads: column titles; unit: of the scale beside the bars.
export function chart(title, about, bars, heads, rows, unit = "%") {
  const width = Math.max(MIN_STEPS, bars.length) * STEP;
  const picture = makeSvg("svg", { viewBox: `0 -8 ${width + SCALE} ${HEIGHT + 30}`, "aria-hidden": "true", class: "bars" });
  for (const level of [0, 0.5, 1]) {
    const y = HEIGHT * (1 - level);
    picture.append(makeSvg("line", { x1: 0, x2: width, y1: y, y2: y, class: "grid" }));
    if (unit) picture.append(makeSvg("text", { x: width + 4, y: y + 5 }, `${100 * level} ${unit}`));
  }
  bars.forEach(({ label, value, title: tip }, index) => {
    const height = Math.max(1, HEIGHT * Math.min(1, value));
    const bar = makeSvg("rect", { x: index * STEP + 4, y: HEIGHT - height, width: STEP - 8, height, rx: 2 });
    bar.append(makeSvg("title", {}, tip));
    picture.append(bar, makeSvg("text", { x: (index + 0.5) * STEP, y: HEIGHT + 16, "text-anchor": "middle" }, label));
  });
  return make("section", { class: "chart" }, make("h3", {}, title), make("p", { class: "small" }, about),
    make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title }, picture), table(title, heads, rows));
}

function table(title, heads, rows) {
  const head = make("tr", {}, ...heads.map((label) => make("th", { scope: "col" }, label)));
  const body = rows.map((cells) => make("tr", {}, ...cells.map((cell, column) =>
    column ? make("td", {}, String(cell)) : make("th", { scope: "row" }, String(cell)))));
  return make("details", {}, make("summary", {}, `${title}: ${text("page.as_table")}`),
    make("table", {}, make("thead", {}, head), make("tbody", {}, ...body)));
}
