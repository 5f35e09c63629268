// The camera's picture, mirrored for the learner, with box, letter, hold and status.

import { $, put } from "./dom.js";
import { text } from "./texts.js";

const COLOURS = { holding: "#ffbe50", confirmed: "#6edc82", hand: "#6eaaff", "camera lost": "#ff6e64" };
const STATUS_MS = 1200; // minimum time between two changes of the status line, which a screen reader reads out

export class LivePicture {
  constructor() {
    this.canvas = $("live");
    this.pen = this.canvas.getContext("2d");
    this.bitmap = null;
    this.box = null; // of the hand in the bitmap; the view may be newer
    this.nextBox = null; // of the hand in the next image
    this.statusTime = 0;
  }

  // Takes the preview image of the view shown last.
  async setImage(blob) {
    const box = this.nextBox;
    try {
      const bitmap = await createImageBitmap(blob);
      this.bitmap?.close();
      this.bitmap = bitmap;
      this.box = box;
    } catch {
      // An image that cannot be decoded is skipped.
    }
  }

  // `video` is this device's own camera while the station uses it, else null.
  show(view, video) {
    this.drawPicture(view, video);
    this.nextBox = view.pictured;
    put($("letter"), view.task ? "" : view.letter ?? "");
    $("ring").dataset.on = view.hold > 0;
    $("held").setAttribute("stroke-dasharray", `${Math.round(100 * view.hold)} 100`);
    $("rec").hidden = !view.recording;
    this.showStatus(view);
  }

  drawPicture(view, video) {
    const { pen, canvas } = this;
    const [width, height] = view.size ?? [4, 3];
    const canvasHeight = Math.round((480 * height) / width);
    if (canvas.height !== canvasHeight) canvas.height = canvasHeight;
    pen.setTransform(-1, 0, 0, 1, canvas.width, 0);
    pen.fillStyle = "#10141c";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    const source = video ?? this.bitmap;
    if (source && view.size) pen.drawImage(source, 0, 0, canvas.width, canvas.height);
    this.drawMarks(view.marks);
    const box = video ? view.box : this.box;
    if (!box) return;
    const [x0, y0, x1, y1] = box;
    pen.lineWidth = 4;
    pen.strokeStyle = COLOURS[view.status] ?? "#f0f0eb";
    pen.strokeRect(x0 * canvas.width, y0 * canvas.height, (x1 - x0) * canvas.width, (y1 - y0) * canvas.height);
  }

  // Draws a line along each finger that is off, with a ring around its tip.
  drawMarks(marks) {
    const { pen, canvas } = this;
    for (const points of marks) {
      const at = points.map(([x, y]) => [x * canvas.width, y * canvas.height]);
      const [tipX, tipY] = at.at(-1);
      for (const [width, colour] of [[12, "#141414"], [6, "#ff7800"]]) {
        pen.lineWidth = width;
        pen.strokeStyle = colour;
        pen.lineCap = "square";
        pen.beginPath();
        for (const point of at) pen.lineTo(...point);
        pen.stroke();
        pen.beginPath();
        pen.arc(tipX, tipY, 10, 0, 2 * Math.PI);
        pen.stroke();
      }
    }
  }

  showStatus(view) {
    const now = performance.now();
    // Where a click helps, the advice beside the button replaces that of the station, such as a plug to check.
    const clicks = view.status === "camera lost" && !$("play-camera").hidden;
    let line = clicks ? view.word : view.message || view.word;
    if (!view.message && view.letter && view.status === "confirmed") line = `${view.word}: ${view.letter}`;
    const hurry = view.task !== null; // a verdict must be there at once; the tutor itself keeps advice long enough
    if ((!hurry && now - this.statusTime < STATUS_MS) || $("status").textContent === line) return;
    this.statusTime = now;
    put($("status"), line);
    $("status").dataset.status = view.task?.outcome ?? view.status;
  }

  // `roundTrip` in ms, null without this device's camera.
  showFigures(view, roundTrip) {
    const parts = [];
    if (view.fps !== null) parts.push(`${view.fps.toFixed(0)} FPS`);
    if (roundTrip !== null) parts.push(text("page.round_trip", { ms: roundTrip.toFixed(0) }));
    else if (view.age_ms !== null) parts.push(`${view.age_ms.toFixed(0)} ms`);
    put($("figures"), parts.join(" · "));
  }
}
