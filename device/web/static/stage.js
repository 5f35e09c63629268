// What the camera sees, mirrored for the learner, with the box, the letter and the hold.

import { $, put } from "./dom.js";
import { say } from "./texts.js";

const COLOURS = { holding: "#ffbe50", confirmed: "#6edc82", hand: "#6eaaff", "camera lost": "#ff6e64" };
const STATUS_MS = 1200; // between two changes of the line a screen reader says

export class Stage {
  constructor() {
    this.canvas = $("live");
    this.pen = this.canvas.getContext("2d");
    this.bitmap = null;
    this.box = null; // of the hand in the bitmap: the view may be newer than its picture
    this.next = null;
    this.said = 0;
  }

  // The picture that belongs to the view just shown.
  async picture(blob) {
    const box = this.next;
    try {
      const bitmap = await createImageBitmap(blob);
      this.bitmap?.close();
      this.bitmap = bitmap;
      this.box = box;
    } catch {
      // a picture that cannot be shown is no reason to stop
    }
  }

  // `video` is this device's own camera while it is lent.
  show(view, video) {
    const [width, height] = view.size ?? [4, 3];
    const wanted = Math.round((480 * height) / width);
    if (this.canvas.height !== wanted) this.canvas.height = wanted;
    const source = video ?? this.bitmap;
    const { pen, canvas } = this;
    pen.setTransform(-1, 0, 0, 1, canvas.width, 0);
    pen.fillStyle = "#10141c";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    if (source && view.size) pen.drawImage(source, 0, 0, canvas.width, canvas.height);
    this.next = view.pictured;
    const box = video ? view.box : this.box;
    if (box) {
      const [x0, y0, x1, y1] = box;
      pen.lineWidth = 4;
      pen.strokeStyle = COLOURS[view.status] ?? "#f0f0eb";
      pen.strokeRect(x0 * canvas.width, y0 * canvas.height, (x1 - x0) * canvas.width, (y1 - y0) * canvas.height);
    }
    const letter = view.task ? "" : view.letter ?? "";
    put($("letter"), letter);
    $("ring").dataset.on = view.hold > 0;
    $("held").setAttribute("stroke-dasharray", `${Math.round(100 * view.hold)} 100`);
    $("rec").hidden = !view.recording;
    this.line(view);
  }

  line(view) {
    const now = performance.now();
    let text = view.message || view.word;
    if (!view.message && view.letter && view.status === "confirmed") text = `${view.word}: ${view.letter}`;
    if (now - this.said < STATUS_MS || $("status").textContent === text) return;
    this.said = now;
    put($("status"), text);
    $("status").dataset.status = view.task?.outcome ?? view.status;
  }

  figures(view, roundTrip) {
    const parts = [];
    if (view.fps !== null) parts.push(`${view.fps.toFixed(0)} FPS`);
    if (roundTrip !== null) parts.push(say("page.round_trip", { ms: roundTrip.toFixed(0) }));
    else if (view.age_ms !== null) parts.push(`${view.age_ms.toFixed(0)} ms`);
    put($("figures"), parts.join(" · "));
  }
}
