// Watching, a part of the page "Practise": a hand spells, and the learner writes what it was.

import { $, put } from "./dom.js";
import { HandView, decodeTrack } from "./hand_view.js";
import { get } from "./http.js";
import { text } from "./texts.js";

let view = null; // the turnable hand; null where there is no WebGL
let opening = null; // the promise of the view
let shown = null; // number and skin of the showing on the page
let letters = []; // [start, end, letter] of the showing, for a page without WebGL
let began = 0;
let from = 0;
const BEGIN_MS = 10000; // for which a session that the learner has just chosen begins without another click
let beginsUntil = 0;
let submit = () => {};

// `send(message)` sends a message to the station.
export function setUp(send) {
  submit = () => {
    const written = $("written").value.trim();
    if (written) send({ do: "answer", text: written });
    $("written").value = "";
  };
  $("write").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
}

// Has the session begin as soon as its view arrives; views of the one before may come first.
export function beginSoon() {
  beginsUntil = performance.now() + BEGIN_MS;
}

export function show(current, press) {
  const task = current.task;
  const watching = task !== null && task.letters_a_second !== null;
  if ($("watching").hidden === watching) arrange(watching);
  if (!watching) return;
  document.body.dataset.pictured = current.size !== null; // without a camera its empty picture would only take room
  const { signing } = task;
  if (!signing && !task.asked && performance.now() < beginsUntil && current.actions.length) {
    beginsUntil = 0; // a second press would give the answer
    press(current.actions[0].name);
  }
  $("write").hidden = !task.writes;
  put($("spelled"), task.word ? "" : current.text); // what the learner signs back
  $("hand-figure").hidden = !signing;
  if (!signing) shown = null;
  else play(signing);
  put($("pace"), text("status.speed", { speed: task.letters_a_second.toFixed(1) }));
}

// Puts the status line beside the hand while watching, and back to the picture afterwards.
function arrange(watching) {
  $("watching").hidden = !watching;
  document.body.dataset.watching = watching;
  if (watching) open();
  if (watching) $("hand-figure").after($("status"));
  else $("screen").after($("status"));
  put($("pace"), "");
}

// Opens the hand once; a browser without WebGL shows pictures.
async function open() {
  opening ??= HandView.open($("hand"));
  view = await opening;
  $("hand").hidden = view === null;
  $("hand-picture").hidden = view !== null;
}

// With a keyboard the answer can be typed at once, unless the learner is elsewhere on the page.
function takeFocus() {
  const place = document.activeElement;
  const free = place === document.body || place.closest("#begin button, .actions button");
  if (free && $("written").offsetParent && matchMedia("(pointer: fine)").matches) {
    $("written").focus({ preventScroll: true });
  }
}

async function play(signing) {
  const key = JSON.stringify([signing.number, signing.text, signing.speed, signing.skin, signing.yaw]);
  if (shown === key) return;
  const first = shown === null;
  shown = key;
  takeFocus();
  await open();
  let track;
  try {
    track = await get(`/api/spelling?${new URLSearchParams({ text: signing.text, speed: signing.speed })}`);
  } catch {
    shown = null; // the next view tries again
    return;
  }
  if (shown !== key) return; // another showing has begun meanwhile
  from = signing.at_s;
  began = performance.now();
  letters = track.letters;
  if (view) {
    view.setSkin(signing.skin);
    if (first) view.setSide(signing.yaw);
    view.play(decodeTrack(track), from, signing.until_s);
  } else {
    flip(key, signing.until_s);
  }
}

// Without WebGL: the station's picture of each letter, at its time.
function flip(key, until) {
  if (shown !== key) return;
  const at = Math.min(from + (performance.now() - began) / 1000, until);
  const letter = letters.find(([start, end]) => start <= at && at <= end)?.[2] ?? "";
  const picture = $("hand-picture");
  picture.classList.toggle("blank", !letter);
  if (letter && picture.dataset.letter !== letter) picture.src = `/handshape/${letter}`;
  picture.dataset.letter = letter;
  if (at < until) setTimeout(() => flip(key, until), 40);
}
