// The page "Progress": charts of a learner's answers, from the activity's question "progress".

import { chart } from "./chart.js";
import { makeField } from "./controls.js";
import { $, make } from "./dom.js";
import { get } from "./http.js";
import { text } from "./texts.js";

const percent = (fraction) => `${Math.round(100 * fraction)} %`;

export function setUp(page) {
  const question = page.questions.find(({ name }) => name === "progress");
  if (!question) return;
  const asked = page.choices.filter(({ name }) => question.arguments.includes(name));
  $("progress-of").replaceChildren(...asked.flatMap((choice) => makeField(choice)));
  $("progress-of").addEventListener("change", load);
  const tables = page.questions.filter(({ media_type: type }) => type === "text/csv");
  $("tables").replaceChildren(...tables.map(({ name }) =>
    make("a", { href: `/api/${name}`, download: "" }, text("page.export"))));
}

export async function load() {
  const place = $("charts");
  try {
    const progress = await get(`/api/progress?${new URLSearchParams(new FormData($("progress-of")))}`);
    if (!progress.kept || progress.sessions.length === 0) {
      place.replaceChildren(make("p", {}, text("page.no_progress")));
      return;
    }
    place.replaceChildren(...charts(progress));
  } catch (error) {
    place.replaceChildren(make("p", { role: "alert" }, error.message));
  }
}

function charts(progress) {
  const parts = [letterChart(progress.letters), sessionChart(progress.sessions)];
  const rounds = progress.sessions.filter(({ score }) => score !== null);
  if (rounds.length) parts.push(roundChart(rounds));
  if (progress.confusions.length) parts.push(confusionList(progress.confusions));
  return parts;
}

function letterChart(letters) {
  const bars = letters.filter(({ asked }) => asked > 0).map(({ letter, asked, right }) => ({
    label: letter, value: right / asked, title: `${letter}: ${right}/${asked}`,
  }));
  const heads = [
    text("page.letter"), text("page.asked"), text("page.first_try"), text("page.later_try"), text("page.unseen"),
    text("page.seconds"),
  ];
  const rows = letters.map(({ letter, asked, right, later, unseen, took_ms: ms }) =>
    [letter, asked, right, later, unseen, ms === null ? "–" : (ms / 1000).toFixed(1)]);
  return chart(text("page.by_letter"), text("page.by_letter_about"), bars, heads, rows);
}

function sessionChart(sessions) {
  const graded = sessions.filter(({ right, later, wrong }) => right + later + wrong > 0)
    .map((session) => ({ ...session, fraction: session.right / (session.right + session.later + session.wrong) }));
  const bars = graded.map(({ number, fraction }) => ({
    label: String(number), value: fraction, title: percent(fraction),
  }));
  const heads = [
    text("page.session"), text("page.date"), text("page.mode"), text("page.asked"), text("page.first_try"),
    text("page.unseen"), text("page.share"),
  ];
  const rows = graded.map(({ number, started, mode, asked, right, unseen, fraction }) =>
    [number, started?.slice(0, 10) ?? text("page.no_date"), text(`mode.${mode}`), asked, right, unseen, percent(fraction)]);
  return chart(text("page.by_session"), text("page.by_session_about"), bars, heads, rows);
}

function roundChart(rounds) {
  const best = Math.max(1, ...rounds.map(({ score }) => score));
  const bars = rounds.map(({ number, score }) => ({
    label: String(number), value: score / best, title: String(score),
  }));
  const rows = rounds.map(({ number, score }) => [number, score]);
  const heads = [text("page.session"), text("page.right")];
  return chart(text("page.rounds"), text("page.rounds_about"), bars, heads, rows, "");
}

function confusionList(confusions) {
  const items = confusions.map(([asked, signed, count]) => make("li", {}, `${asked} → ${signed}  × ${count}`));
  return make("section", { class: "chart" }, make("h3", {}, text("page.confusions")),
    make("p", { class: "small" }, text("page.confusions_about")), make("ul", { class: "pairs" }, ...items));
}
