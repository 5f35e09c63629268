// The mark at the hand: a ring around it that fills while it is held, and beside it, never over it, the mark of the answer
// or the letter that is read. The station's own screens show the same.

export const STATES = {
  idle: "#8c94a0", hand: "#6eaaff", holding: "#ffbe50", right: "#6edc82", wrong: "#ff8278", later: "#c8aaff",
};
const MARKS = { right: "✓", wrong: "✗", later: "↻" };
const OUTCOMES = { right: "right", wrong: "wrong", ungraded: "later" };
const LINE = "#8c94a0";
const SPACE = 0.03; // between hand and ring, part of the picture's width

// The state that colour and mark show: an answer first, then the status.
export function stateOf(view) {
  if (view.task?.outcome) return OUTCOMES[view.task.outcome];
  if (view.status === "confirmed") return "right";
  return ["holding", "hand"].includes(view.status) ? view.status : "idle";
}

// What stands beside the hand, "" for nothing. While a letter is asked for, what is recognized is not shown before the answer.
export function markOf(view) {
  const { task } = view;
  if (!task) return view.letter ?? "";
  const mark = MARKS[stateOf(view)];
  if (task.outcome && mark) return [mark, task.outcome === "wrong" ? task.rival : task.prompt].filter(Boolean).join(" ");
  return task.writes ? view.letter ?? "" : "";
}

// The ring of a box of the view in the mirrored picture: { x, y, width, height } in its pixels, inside it.
export function ringOf([x0, y0, x1, y1], width, height) {
  const space = SPACE * width;
  const left = Math.max((1 - x1) * width - space, 4);
  const top = Math.max(y0 * height - space, 4);
  return {
    x: left, y: top,
    width: Math.min((1 - x0) * width + space, width - 4) - left,
    height: Math.min(y1 * height + space, height - 4) - top,
  };
}

// Draws the ring, filled clockwise from the top.
export function drawRing(pen, { x, y, width, height }, filled, colour) {
  const round = 0.12 * Math.min(width, height);
  const path = new Path2D();
  path.moveTo(x + width / 2, y);
  path.arcTo(x + width, y, x + width, y + height, round);
  path.arcTo(x + width, y + height, x, y + height, round);
  path.arcTo(x, y + height, x, y, round);
  path.arcTo(x, y, x + width, y, round);
  path.closePath();
  pen.lineCap = "butt";
  pen.setLineDash([]);
  pen.lineWidth = 3;
  pen.strokeStyle = filled > 0 ? LINE : colour;
  pen.stroke(path);
  if (filled <= 0) return;
  const around = 2 * (width + height) - 8 * round + 2 * Math.PI * round;
  pen.lineWidth = 8;
  pen.strokeStyle = colour;
  if (filled < 1) pen.setLineDash([filled * around, 2 * around]);
  pen.stroke(path);
  pen.setLineDash([]);
}

// Where a mark of this size goes: { left, top, scale, side } in pixels of the picture. It stays on its side of the hand while
// there is room; where no side has room it gets smaller, down to 0.6, and then lies in the corner farthest from the hand.
export function beside(ring, mark, picture, last) {
  const rooms = {
    right: [picture.width - ring.x - ring.width, mark.width],
    left: [ring.x, mark.width],
    top: [ring.y, mark.height],
    bottom: [picture.height - ring.y - ring.height, mark.height],
  };
  const scales = Object.entries(rooms).map(([side, [room, needed]]) => [side, Math.min(1, room / needed)]);
  const best = Math.max(...scales.map(([, scale]) => scale));
  const kept = scales.find(([side, scale]) => side === last && scale >= Math.min(best, 1));
  const [side, scale] = kept ?? scales.find(([, each]) => each === best);
  const size = Math.max(scale, 0.6);
  const wide = size * mark.width;
  const high = size * mark.height;
  const inside = (at, most) => Math.min(Math.max(at, 0), most);
  const across = inside(ring.x + (ring.width - wide) / 2, picture.width - wide);
  const along = inside(ring.y, picture.height - high);
  const corner = {
    left: ring.x + ring.width / 2 > picture.width / 2 ? 0 : picture.width - wide,
    top: ring.y + ring.height / 2 > picture.height / 2 ? 0 : picture.height - high,
  };
  const places = {
    right: { left: ring.x + ring.width, top: along },
    left: { left: ring.x - wide, top: along },
    top: { left: across, top: ring.y - high },
    bottom: { left: across, top: ring.y + ring.height },
  };
  return { ...(scale < 0.6 ? corner : places[side]), scale: size, side };
}
