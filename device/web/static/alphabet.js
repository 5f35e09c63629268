// The page "Alphabet": all letters and numbers, a turnable hand, what looks like it, own progress, and a lesson of chosen
// letters.

import { $, make, put } from "./dom.js";
import { HandView } from "./hand_view.js";
import { get, post } from "./http.js";
import { text } from "./texts.js";

const THUMB = 96; // pixels of the small pictures
let signs = []; // of /api/alphabet
let done = {}; // name → { signed, read } of /api/progress
let view; // undefined before it was opened, null where the browser has no WebGL
let current = "A";
let choosing = false;
let drawn = false; // the drawn hand is wanted in place of the teacher's picture
let loadedAt = 0; // ms; a teacher's picture may have been replaced before
let settings = {};
let lesson = () => ({}); // chosen letters or numbers → the settings that begin their lesson
const chosen = new Set();
const tiles = new Map(); // name → its button

export function setUp(page) {
  const known = page.questions.some(({ name }) => name === "alphabet");
  document.querySelector("nav a[href='#/alphabet']").hidden = !known;
  const letters = page.choices.find(({ kind }) => kind === "letters");
  const mode = page.choices.find(({ kind }) => kind === "one");
  $("make-lesson").hidden = $("all-letters").hidden = !letters || !mode;
  lesson = (wanted) => ({ [letters.name]: wanted, [mode.name]: isNumber(wanted) ? "numbers" : mode.options[0][0] });
  $("make-lesson").addEventListener("click", () => choose(!choosing));
  $("begin-lesson").addEventListener("click", () => begin([...chosen].sort().join("")));
  $("all-letters").addEventListener("click", () => begin(""));
  $("sign-like").open = matchMedia("(min-width: 56rem)").matches;
  $("turn-round").addEventListener("click", () => view?.turn(Math.PI, 0));
  $("other-hand").addEventListener("click", () => {
    drawn = !drawn;
    showHand(signs.find(({ name }) => name === current));
  });
}

export async function load(now) {
  settings = now;
  try {
    signs = (await get("/api/alphabet")).signs;
    done = await progress();
    loadedAt = Date.now();
  } catch (error) {
    put($("lesson-answer"), error.message);
    return;
  }
  if (!tiles.size) drawTiles();
  for (const { name } of signs) put(tiles.get(name).lastChild, share(name));
  select(current);
  if (view === undefined) await openHand();
  else drawPictures();
}

async function progress() {
  const { letters = [], read = [] } = await get("/api/progress").catch(() => ({}));
  const found = {};
  for (const row of letters) found[row.letter] = { signed: row };
  for (const row of read) found[row.letter] = { ...found[row.letter], read: row };
  return found;
}

function share(name) {
  const row = done[name]?.signed;
  return row?.asked ? `${row.right}/${row.asked}` : "";
}

function drawTiles() {
  $("tiles").replaceChildren(...signs.map((sign) => {
    const tile = make("button", { type: "button", "data-sign": sign.name },
      make("canvas", { width: THUMB, height: THUMB }), make("b", {}, sign.name), make("small", {}, ""));
    tile.addEventListener("click", () => {
      if (choosing && sign.lesson) toggle(sign.name);
      select(sign.name);
    });
    tiles.set(sign.name, tile);
    return tile;
  }));
}

// Opens the turnable hand and draws the small pictures.
async function openHand() {
  view = await HandView.open($("letter-hand"));
  if (settings.skin) view?.setSkin(settings.skin);
  view?.setSide(0, settings.hand === "left");
  select(current);
  drawPictures();
}

// The address of a teacher's picture; a clip plays where it is large, unless the browser's user wants no movement.
function ownPicture(name, large) {
  const still = large && !matchMedia("(prefers-reduced-motion: reduce)").matches ? "" : "1";
  const asked = { sign: name, hand: settings.hand === "left" ? "left" : "right", still, at: loadedAt };
  return `/api/own_picture?${new URLSearchParams(asked)}`;
}

// Draws the small pictures with the turnable hand, a few at a time; without WebGL they are the station's. A teacher's own
// picture takes the place of both.
function drawPictures() {
  const waiting = [];
  for (const { name, own } of signs) {
    const place = tiles.get(name).firstChild;
    const kind = own !== null ? "own" : view ? "turned" : "station's";
    if (kind !== "own" && place.dataset.kind === kind) continue;
    let picture = make("canvas", { width: THUMB, height: THUMB, "aria-hidden": "true" });
    if (kind === "turned") waiting.push([name, picture]);
    else {
      const src = kind === "own" ? ownPicture(name, false) : `/handshape/${name}`;
      picture = make("img", { src, alt: "", width: THUMB, height: THUMB, loading: "lazy" });
    }
    picture.dataset.kind = kind;
    place.replaceWith(picture);
  }
  const few = () => {
    if (waiting.length) view.drawInto(waiting.splice(0, 6));
    if (waiting.length) setTimeout(few, 30);
    else select(current);
  };
  few();
}

// Shows the teacher's picture of a sign with her name, or the drawn hand: turnable, or without WebGL the station's.
function showHand({ name, own }) {
  const pictured = own !== null && !drawn;
  const turns = view !== null && !pictured;
  $("letter-hand").hidden = $("turn-round").hidden = !turns;
  $("letter-picture").hidden = turns;
  if (turns) view?.show(name);
  else $("letter-picture").src = pictured ? ownPicture(name, true) : `/handshape/${name}`;
  put($("sign-by"), pictured && own ? `${text("page.own_by")}: ${own}` : "");
  $("other-hand").hidden = own === null;
  put($("other-hand"), text(drawn ? "page.own_hand" : "page.drawn_hand"));
}

function select(name) {
  const sign = signs.find((each) => each.name === name);
  if (!sign) return;
  current = name;
  for (const [each, tile] of tiles) {
    if (each === name) tile.setAttribute("aria-current", "true");
    else tile.removeAttribute("aria-current");
  }
  put($("sign-name"), name);
  const label = text("page.hand_shown", { letter: name });
  $("letter-hand").setAttribute("aria-label", label);
  showHand(sign);
  $("letter-picture").alt = label;
  const shape = text(`shape.${name}`);
  put($("sign-hint"), sign.hint || shape.charAt(0).toUpperCase() + shape.slice(1));
  put($("sign-moves"), sign.moves ? text("page.moves") : "");
  const { signed, read } = done[name] ?? {};
  const parts = [];
  if (signed?.asked) parts.push(text("page.signed_share", signed));
  if (read?.asked) parts.push(text("page.read_share", read));
  put($("sign-progress"), parts.join(" · ") || text("page.not_yet"));
  put($("sign-names"), sign.alike.map((other) => other.name).join(" ") || "–");
  $("sign-alike").replaceChildren(...(sign.alike.length ? sign.alike.map(alike) : [make("li", {}, text("page.none_alike"))]));
}

function alike({ name, difference }) {
  const button = make("button", { type: "button" }, name);
  button.addEventListener("click", () => select(name));
  return make("li", {}, button, ` ${difference}`);
}

const isNumber = (signs) => /^[0-9]+$/.test(signs);

function choose(on) {
  choosing = on;
  $("make-lesson").setAttribute("aria-pressed", String(on));
  chosen.clear();
  for (const [name, tile] of tiles) {
    const sign = signs.find((each) => each.name === name);
    if (on && sign.lesson) tile.setAttribute("aria-pressed", "false");
    else tile.removeAttribute("aria-pressed");
  }
  put($("lesson-about"), on ? text("page.make_lesson_about") : "");
  $("begin-lesson").hidden = true;
}

// A lesson asks for letters or for numbers: the first number takes the place of the letters chosen before, and back.
function toggle(name) {
  for (const other of [...chosen].filter((each) => isNumber(each) !== isNumber(name))) {
    chosen.delete(other);
    tiles.get(other).setAttribute("aria-pressed", "false");
  }
  if (!chosen.delete(name)) chosen.add(name);
  tiles.get(name).setAttribute("aria-pressed", String(chosen.has(name)));
  $("begin-lesson").hidden = !chosen.size;
  put($("begin-lesson"), text("page.begin_lesson", { letters: [...chosen].sort().join(" ") }));
}

async function begin(letters) {
  try {
    await post("/api/settings", lesson(letters));
    choose(false);
    location.hash = "#/practise";
  } catch (error) {
    put($("lesson-answer"), error.message);
  }
}
