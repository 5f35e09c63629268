// The camera's picture, mirrored for the learner, with the ring and the mark at the hand, and the status.

import { STATES, beside, drawRing, markOf, ringOf, stateOf } from "./at_hand.js";
import { $, put } from "./dom.js";
import { text } from "./texts.js";

const STATUS_MS = 1200; // minimum time between two changes of the status line, which a screen reader reads out
const LONG = 110; // letters of a sentence that is written smaller in a lesson, where the screen is small

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
    $("rec").hidden = !view.recording;
    this.showStatus(view, video !== null);
  }

  drawPicture(view, video) {
    const { pen, canvas } = this;
    const [width, height] = view.size ?? [4, 3];
    const canvasHeight = Math.round((480 * height) / width);
    if (canvas.height !== canvasHeight) {
      canvas.height = canvasHeight;
      $("screen").style.setProperty("--ratio", width / height);
    }
    pen.setTransform(-1, 0, 0, 1, canvas.width, 0);
    pen.fillStyle = "#10141c";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    const source = video ?? this.bitmap;
    if (source && view.size) pen.drawImage(source, 0, 0, canvas.width, canvas.height);
    this.drawMarks(view.marks);
    pen.setTransform(1, 0, 0, 1, 0, 0);
    this.drawAtHand(view, view.size && (video ? view.box : this.box));
  }

  // Draws the ring around the hand, and places the mark beside it.
  drawAtHand(view, box) {
    const { pen, canvas } = this;
    const mark = $("at-hand");
    const state = stateOf(view);
    const ring = box && ringOf(box, canvas.width, canvas.height);
    if (ring) drawRing(pen, ring, state === "right" ? 1 : view.hold, STATES[state]);
    put(mark, ring ? markOf(view) : "");
    canvas.dataset.hand = box ? box.join(" ") : ""; // of the picture that is drawn, which may be older than the view
    if (!mark.textContent || !canvas.clientWidth) return; // another page is open
    mark.dataset.state = state;
    const scale = canvas.width / canvas.clientWidth; // pixels of the picture for one of the page
    const size = { width: mark.offsetWidth * scale, height: mark.offsetHeight * scale };
    const place = beside(ring, size, canvas, this.side);
    this.side = place.side;
    mark.style.setProperty("transform", `translate(${place.left / scale}px, ${place.top / scale}px) scale(${place.scale})`);
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

  // `here`: this device's camera is used.
  showStatus(view, here) {
    const now = performance.now();
    // Where a click helps, the advice beside the button replaces that of the station, such as a plug to check.
    const elsewhere = document.body.dataset.watches === "true"; // the one who signs has the button
    const clicks = view.status === "camera lost" && (elsewhere || !$("play-camera").hidden);
    let line = clicks ? view.word : view.message || view.word;
    if (view.status === "camera lost" && here) line = text("status.starting"); // its first pictures are on their way
    if (!view.message && view.letter && view.status === "confirmed") line = `${view.word}: ${view.letter}`;
    const hurry = view.task !== null; // a verdict must be there at once; the tutor itself keeps advice long enough
    if ((!hurry && now - this.statusTime < STATUS_MS) || $("status").textContent === line) return;
    this.statusTime = now;
    put($("status"), line);
    $("status").dataset.long = line.length > LONG;
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
