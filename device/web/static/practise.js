// The page "Practise": what is asked, the reference picture, the result.

import { makeField, readFields } from "./controls.js";
import { $, put } from "./dom.js";
import { post } from "./http.js";
import { showResult } from "./result.js";
import { text } from "./texts.js";
import { beginSoon } from "./watch.js";

let inLesson = false;
let quick = []; // choices of the form that begins a lesson

// Lays the page out for a lesson while one is under way and is shown.
export function layOut() {
  document.body.dataset.lesson = inLesson && document.body.dataset.view === "practise";
}

// `pages` are the page's own names: a mode that has a page of its own is started there.
export function setUp(page, pages) {
  const form = $("begin");
  quick = page.choices.filter((choice) => choice.quick);
  if (!quick.length) {
    form.replaceChildren(text("page.watch_only"));
    return;
  }
  $("turn-picture").addEventListener("click", async ({ target }) => {
    try {
      await post("/api/settings", { seen_from: target.dataset.side });
    } catch (error) {
      put($("begin-answer"), error.message);
    }
  });
  form.prepend(...quick.flatMap((choice) => makeField(choice, pages)));
  for (const select of form.querySelectorAll("select")) {
    if (select.selectedIndex < 0) select.selectedIndex = 0;
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      beginSoon();
      await post("/api/settings", readFields(form, quick));
      window.scrollTo(0, 0); // the lesson is on the first screen
    } catch (error) {
      put($("begin-answer"), error.message);
    }
  });
}

// Keeps the form at what applies, also when the settings were changed on another page or by another browser.
function follow(settings) {
  const form = $("begin");
  const now = JSON.stringify(quick.map(({ name }) => settings[name]));
  if (form.dataset.shown === now) return;
  form.dataset.shown = now;
  for (const { name } of quick) {
    const field = form.elements[name];
    if ([...field.options].some(({ value }) => value === settings[name])) field.value = settings[name];
  }
}

export function show(view) {
  const task = view.task;
  follow(view.settings);
  const asks = Boolean(task?.prompt || task?.picture);
  inLesson = task !== null && task.letters_a_second === null; // a watching learner has another layout
  document.body.dataset.asks = asks;
  layOut();
  put($("begin").querySelector("[type=submit]"), text(task ? "page.start_over" : "page.start"));
  $("task").hidden = !task;
  if (!task) return;
  showLearner(task, !asks && !task.asked && !task.result && !task.signing && !task.writes);
  put($("ask"), asks ? question(task) : task.asked ? "" : task.agenda);
  put($("prompt"), task.prompt);
  showWord(task);
  showPicture(task);
  put($("hint"), task.hint);
  showResult(task.result);
  put($("answer"), task.outcome === "wrong" ? "" : task.answer); // the status line says what was wrong
  $("answer").dataset.outcome = task.outcome ?? "";
  put($("attempt"), asks ? task.attempt : "");
  put($("score"), score(task));
  put($("speed"), task.speed);
  put($("left"), task.left ? `${text("page.time_left")} ${task.left}` : "");
}

// Shows whose turn it is: the learner's animal, large before the first prompt.
function showLearner({ slot, learner }, first) {
  for (const [id, shown] of [["turn", first], ["who", !first]]) {
    $(id).hidden = !shown || !slot;
    if ($(id).hidden) continue;
    const [image, name] = $(id).children;
    if (image.dataset.slot !== slot) image.src = `/animal/${slot}`;
    image.dataset.slot = slot;
    put(name, learner);
  }
}

// The score so far; "" before the first answer, and beside the result, which says more.
function score(task) {
  if (task.result || !task.asked) return "";
  if (task.score !== null) return text("page.points", { score: task.score });
  return text("page.score", { right: task.right, asked: task.asked });
}

function question(task) {
  if (task.mode === "receptive") return text("page.copy_shape");
  if (task.word) return text("page.spell", { word: task.word });
  return text(task.mode === "numbers" ? "page.ask_number" : "page.ask");
}

function showWord(task) {
  const element = $("word");
  const key = `${task.word}/${task.position}`;
  if (element.dataset.shown === key) return;
  element.dataset.shown = key;
  element.replaceChildren(...[...task.word].map((letter, position) => {
    const mark = document.createElement(position === task.position ? "strong" : "span");
    mark.textContent = letter;
    mark.className = position < task.position ? "done" : "";
    return mark;
  }));
}

function showPicture(task) {
  const image = $("picture");
  $("figure").hidden = !task.picture;
  if (!task.picture) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches ? "&still=1" : "";
  const source = task.picture_address + still;
  if (image.getAttribute("src") !== source) image.setAttribute("src", source);
  image.alt = task.prompt ? text("page.shape", { letter: task.picture }) : text("page.shape_unnamed");
  const other = task.picture_from === "mirror" ? "front" : "mirror";
  $("turn-picture").dataset.side = other;
  put($("turn-picture"), text(`page.seen_from_${other}`));
  put($("caption"), task.caption);
}
