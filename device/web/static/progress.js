// Charts of a learner's progress.

import { $, choices, make, put } from "./dom.js";
import { get } from "./http.js";
import { chart } from "./chart.js";
import { say } from "./texts.js";

const percent = (share) => `${Math.round(100 * share)} %`;

export function wire(page) {
  choices($("whose"), page.options.learners, page.settings.learner);
  $("whose").addEventListener("change", load);
}

export async function load() {
  const place = $("charts");
  try {
    const progress = await get(`/api/progress?learner=${encodeURIComponent($("whose").value)}`);
    if (!progress.kept || progress.sessions.length === 0) {
      place.replaceChildren(make("p", {}, say("page.no_progress")));
      return;
    }
    place.replaceChildren(...charts(progress));
  } catch (error) {
    place.replaceChildren(make("p", { role: "alert" }, error.message));
  }
}

function charts({ letters, sessions, confusions }) {
  const out = [];
  out.push(chart(say("page.by_letter"), say("page.by_letter_about"),
    letters.map(({ letter, asked, right }) => ({
      label: letter, value: right / asked, title: `${letter}: ${right}/${asked}`,
    })),
    [say("page.letter"), say("page.asked"), say("page.right"), say("page.first_try"), say("page.seconds")],
    letters.map(({ letter, asked, right, first, took_ms }) =>
      [letter, asked, right, first, took_ms === null ? "–" : (took_ms / 1000).toFixed(1)])));
  const graded = sessions.filter(({ right, wrong }) => right + wrong > 0);
  out.push(chart(say("page.by_session"), say("page.by_session_about"),
    graded.map(({ number, right, wrong }) => ({
      label: String(number), value: right / (right + wrong), title: percent(right / (right + wrong)),
    })),
    [say("page.session"), say("page.date"), say("page.mode"), say("page.asked"), say("page.right"), say("page.share")],
    graded.map(({ number, started, mode, asked, right, wrong }) =>
      [number, started?.slice(0, 10) ?? say("page.no_date"), say(`mode.${mode}`), asked, right,
        percent(right / (right + wrong))])));
  const rounds = sessions.filter(({ score }) => score !== null);
  if (rounds.length) {
    const best = Math.max(1, ...rounds.map(({ score }) => score));
    out.push(chart(say("page.rounds"), say("page.rounds_about"),
      rounds.map(({ number, score }) => ({ label: String(number), value: score / best, title: String(score) })),
      [say("page.session"), say("page.right")], rounds.map(({ number, score }) => [number, score])));
  }
  if (confusions.length) {
    const list = make("ul", { class: "pairs" }, ...confusions.map(([asked, signed, times]) =>
      make("li", {}, `${asked} → ${signed}  × ${times}`)));
    out.push(make("section", { class: "chart" }, make("h3", {}, say("page.confusions")),
      make("p", { class: "small" }, say("page.confusions_about")), list));
  }
  return out;
}
