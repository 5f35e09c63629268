// The end of a session: the board of all letters with what changed, and what comes next.

import { $, make } from "./dom.js";
import { text } from "./texts.js";

export function showResult(result) {
  const place = $("result");
  place.hidden = !result;
  const key = JSON.stringify(result);
  if (!result || place.dataset.drawn === key) return;
  place.dataset.drawn = key;
  place.replaceChildren(
    make("ul", {}, ...result.lines.map((line) => make("li", {}, line))),
    make("h3", {}, text(/[0-9]/.test(result.board[0].letter) ? "board.numbers" : "board.title")),
    make("ul", { class: "board" }, ...result.board.map(tile)),
    make("p", { class: "small" }, legend(result.board)),
  );
}

function tile({ letter, standing, changed, title }) {
  const more = changed ? `${title}, ${text("board.changed")}` : title;
  const mark = standing === "unseen" ? "?" : changed ? "+" : "";
  return make("li", { "data-standing": standing, title: more },
    letter, make("sup", { "aria-hidden": "true" }, mark), make("span", { class: "hidden" }, ` ${more}`));
}

// Names only what is on the board.
function legend(board) {
  const marks = [["learning", "▢"], ["known", "■"], ["unseen", "?"]]
    .filter(([standing]) => board.some((each) => each.standing === standing))
    .map(([standing, mark]) => `${mark} ${text(`board.${standing}`)}`);
  if (board.some(({ changed }) => changed)) marks.push(`+ ${text("board.changed")}`);
  return marks.join(" · ");
}
