// The teacher's page: the class as a heat map, this week's letters and words, names, tables, a sheet to print.

import { $, make, put } from "./dom.js";
import { get, post } from "./http.js";
import * as ownPictures from "./own_pictures.js";
import { text } from "./texts.js";

const MIN_ASKED = 3; // fewer answers say nothing about a letter
const STEPS = [0.5, 0.7, 0.85, 0.95]; // first-try rates from which a cell is of the next level
const SURE_MS = 8000; // to confirm that a learner is forgotten
let page;
let letters = "";

export function setUp(given) {
  page = given;
  const signs = [...(page.options.letters ?? "")].sort();
  letters = [...signs.filter((sign) => sign > "9"), ...signs.filter((sign) => sign <= "9")].join("");
  ownPictures.setUp(load);
  $("teacher-ask").addEventListener("click", () => attempt(async () => {
    await post("/api/ask");
    put($("teacher-answer"), text("page.code_shown"));
    $("teacher-given").focus();
  }));
  $("teacher-in").addEventListener("submit", (event) => submitted(event, async () => {
    await post("/api/pair", { code: $("teacher-given").value, teacher: true });
    put($("teacher-answer"), "");
    await load();
  }));
  $("week").addEventListener("submit", (event) => submitted(event, async () => {
    const form = $("week").elements;
    await manage("week", { text: form.words.value });
    await post("/api/settings", { letters: form.letters.value.trim().toUpperCase() });
    put($("teacher-answer"), text("page.applied"));
  }));
  $("week-tiles").append(...[...letters].map((letter) => {
    const tile = make("button", { type: "button", "aria-pressed": "false" }, letter);
    tile.addEventListener("click", () => toggle(letter));
    return tile;
  }));
  $("week").elements.letters.addEventListener("input", showTiles);
  $("import").addEventListener("change", () => attempt(async () => {
    const [file] = $("import").files;
    if (!file) return;
    const { added } = await manage("import", { table: await file.text() });
    put($("teacher-answer"), text("page.imported", { count: added }));
    await load();
  }));
  $("print").addEventListener("click", () => {
    drawSheet();
    window.print();
  });
}

export async function load() {
  if (!page.questions.some(({ name }) => name === "class")) {
    put($("teacher-answer"), text("page.watch_only"));
    return;
  }
  let book = null;
  try {
    book = await get("/api/class");
  } catch (error) {
    $("teacher-in").hidden = false;
    $("class").hidden = true;
    return;
  }
  $("teacher-in").hidden = true;
  $("class").hidden = false;
  drawHeat(book.learners);
  drawConfusions(book.learners);
  drawNames(book.learners);
  $("own-part").hidden = !page.questions.some(({ name }) => name === "own_picture");
  ownPictures.draw(book.pictures ?? []);
  const now = await get("/api/page");
  $("week").elements.letters.value = now.settings.letters;
  $("week").elements.words.value = book.words.join("\n");
  showTiles();
}

const manage = (task, values) => post(`/api/teacher/${task}`, values);
const slotName = (slot) => text(`learner.${slot}`);
const nameOf = ({ slot, name }) => name || slotName(slot);

async function attempt(work) {
  try {
    await work();
  } catch (error) {
    put($("teacher-answer"), error.message);
  }
}

function submitted(event, work) {
  event.preventDefault();
  return attempt(work);
}

function drawHeat(learners) {
  if (!learners.length) {
    $("heat").replaceChildren(make("caption", {}, text("page.no_class")));
    return;
  }
  const shown = [...letters].filter((sign) => sign > "9" || learners.some((learner) => learner.letters[sign]));
  const head = make("tr", {}, make("th", { scope: "col" }, text("page.learner")),
    ...shown.map((letter) => make("th", { scope: "col" }, letter)));
  const rows = learners.map((learner) => make("tr", {}, make("th", { scope: "row" }, nameOf(learner)),
    ...shown.map((letter) => cell(learner.letters[letter]))));
  $("heat").replaceChildren(make("thead", {}, head), make("tbody", {}, ...rows));
}

// A cell with the first-try rate in per cent; the level is also said by the number, not by the colour alone.
function cell(figures) {
  const [asked, first] = figures ?? [0, 0];
  if (asked < MIN_ASKED) return make("td", { "data-level": "none" }, asked ? "·" : "");
  const level = STEPS.filter((step) => first / asked >= step).length;
  return make("td", { "data-level": level, title: `${first}/${asked}` }, String(Math.round(100 * first / asked)));
}

function drawConfusions(learners) {
  const counts = new Map();
  for (const { confusions } of learners) {
    for (const [asked, signed, count] of confusions) {
      const pair = `${asked} → ${signed}`;
      counts.set(pair, (counts.get(pair) ?? 0) + count);
    }
  }
  const often = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 8).map(([pair, count]) => `${pair} × ${count}`);
  put($("class-confusions"), often.length ? `${text("page.confusions")}: ${often.join(" · ")}` : "");
}

function drawNames(learners) {
  const all = page.options.learners ?? [];
  const rows = all.map(([slot, title]) => {
    const known = learners.find((learner) => learner.slot === slot);
    const input = make("input", { maxlength: 40, autocomplete: "off", value: known?.name ?? "" });
    input.addEventListener("change", () => attempt(async () => {
      await manage("name", { learner: slot, name: input.value });
      await load();
    }));
    const parts = [make("label", {}, `${title} `, input)];
    if (known?.sessions) parts.push(forgetButton(known));
    return make("p", { class: "row" }, ...parts);
  });
  $("names").querySelector("div").replaceChildren(...rows);
}

// Asks once more before a learner is forgotten.
function forgetButton(learner) {
  const button = make("button", { type: "button" }, text("page.forget"));
  button.addEventListener("click", () => {
    if (!button.dataset.sure) {
      button.dataset.sure = "yes";
      button.textContent = text("page.forget_sure", { name: nameOf(learner) });
      setTimeout(() => {
        delete button.dataset.sure;
        button.textContent = text("page.forget");
      }, SURE_MS);
      return;
    }
    attempt(async () => {
      await manage("forget", { learner: learner.slot });
      await load();
    });
  });
  return button;
}

function toggle(letter) {
  const input = $("week").elements.letters;
  const chosen = new Set(input.value.toUpperCase());
  if (!chosen.delete(letter)) chosen.add(letter);
  input.value = [...letters].filter((each) => chosen.has(each)).join("");
  showTiles();
}

function showTiles() {
  const chosen = $("week").elements.letters.value.toUpperCase();
  for (const tile of $("week-tiles").children) tile.setAttribute("aria-pressed", String(chosen.includes(tile.textContent)));
}

// The sheet: this week's letters with their handshapes, for paper.
function drawSheet() {
  const chosen = $("week").elements.letters.value.toUpperCase() || letters.replace(/[0-9]/g, "");
  $("sheet").replaceChildren(...[...chosen].map((letter) =>
    make("figure", {}, make("img", { src: `/handshape/${letter}`, alt: "" }), make("figcaption", {}, letter))));
}
