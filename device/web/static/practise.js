// The tutor: what is asked, the picture, how it went.

import { $, choices, put } from "./dom.js";
import { post } from "./http.js";
import { say } from "./texts.js";

export function wire(page) {
  const form = $("begin");
  choices(form.elements.mode, page.options.modes.filter(([mode]) => mode !== "read"), page.settings.mode);
  choices(form.elements.learner, page.options.learners, page.settings.learner);
  if (!form.elements.mode.value) form.elements.mode.value = "letters";
  if (!page.tutor) form.replaceChildren(say("page.watch_only"));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await post("/api/settings", { mode: form.elements.mode.value, learner: form.elements.learner.value });
    } catch (error) {
      put($("answer"), error.message);
    }
  });
}

export function show(view) {
  const task = view.task;
  $("task").hidden = !task;
  if (!task) return;
  const asks = task.prompt || task.picture;
  put($("ask"), asks ? question(task) : "");
  put($("prompt"), task.prompt);
  word(task);
  picture(task);
  put($("hint"), task.hint);
  put($("answer"), task.outcome === "wrong" ? "" : task.answer); // what was wrong is said beside the camera's picture
  $("answer").dataset.outcome = task.outcome ?? "";
  put($("attempt"), task.prompt || task.picture ? task.attempt : "");
  put($("score"), task.score === null
    ? say("page.score", { right: task.right, asked: task.asked })
    : say("page.points", { score: task.score }));
  put($("left"), task.left ? `${say("page.time_left")} ${task.left}` : "");
}

function question(task) {
  if (task.mode === "receptive") return say("page.copy_shape");
  return task.word ? say("page.spell", { word: task.word }) : say("page.ask");
}

function word(task) {
  const element = $("word");
  const key = `${task.word}/${task.position}`;
  if (element.dataset.shown === key) return;
  element.dataset.shown = key;
  element.replaceChildren(...[...task.word].map((letter, place) => {
    const mark = document.createElement(place === task.position ? "strong" : "span");
    mark.textContent = letter;
    mark.className = place < task.position ? "done" : "";
    return mark;
  }));
}

function picture(task) {
  const image = $("picture");
  $("figure").hidden = !task.picture;
  if (!task.picture) return;
  const source = `/handshape/${task.picture}`;
  if (image.getAttribute("src") !== source) image.setAttribute("src", source);
  image.alt = task.prompt ? say("page.shape", { letter: task.picture }) : say("page.shape_unnamed");
  image.classList.toggle("left", task.picture_hand === "left");
  put($("caption"), task.caption);
}
