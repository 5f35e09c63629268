// The first visit in three steps: a camera, the place of the hand, the letter B. It can be skipped, and is not shown again
// in this browser unless asked for. A lesson that is under way is never disturbed.

import { $, make, put } from "./dom.js";
import { text } from "./texts.js";

const SEEN = "first visit"; // key of the browser's memory
const GOOD_MS = 1200; // for which the hand is well placed, or B is read, before the next step

// A lesson that only waits for a hand can wait for the first steps, too. Watching needs no camera.
function underWay(task) {
  if (!task) return false;
  return Boolean(task.asked || task.prompt || task.picture || task.result || task.question) || task.letters_a_second !== null;
}

export class FirstVisit {
  // `useCamera()` gives this device's camera to the station; `possible` says whether it has one.
  constructor(useCamera, possible) {
    this.useCamera = useCamera;
    this.possible = possible;
    this.step = localStorage.getItem(SEEN) ? 0 : 1;
    this.since = null;
    this.lost = false; // the station has no picture
    $("first-again").addEventListener("click", () => this.go(1));
    $("first-skip").addEventListener("click", () => this.go(0));
    this.draw();
  }

  // Takes the newest view, and whether this device's camera is used. The steps are hidden while a lesson is under way, on
  // pages without a live picture (by the style sheet), and while another browser holds the station: nothing that is pressed
  // here would count.
  show(view, here) {
    const watches = document.body.dataset.watches === "true";
    if (this.step > 1 && this.step < 4 && here && underWay(view.task)) this.go(0); // the hand began the lesson that waited
    if (this.step === 4 && view.task) this.go(0); // it was chosen
    const shown = Boolean(this.step) && !underWay(view.task) && !watches;
    $("first").hidden = !shown;
    document.body.dataset.first = shown && this.step < 4;
    this.lost = view.status === "camera lost";
    this.offer();
    if (here && this.step === 1) this.go(2); // chosen by another button
    if (!$("first").checkVisibility() || this.step < 2) return;
    if (this.step === 2) {
      const good = Boolean(view.box) && !view.advice;
      const blind = view.status !== "camera lost" ? "first.place" : here ? "status.starting" : "page.camera_none";
      put($("first-says"), view.box ? view.advice || text("first.good") : text(blind));
      if (this.lasts(good)) this.go(3);
    } else if (this.step === 3 && this.lasts(view.letter === "B")) {
      this.go(4);
    }
  }

  // This device's camera cannot be used: the choice of a camera again. The reason and a button stand in the picture's place.
  failed() {
    if (this.step !== 1 && this.step !== 2) return;
    this.go(1);
    $("first").dataset.failed = true;
  }

  // Returns whether `now` has been true for GOOD_MS.
  lasts(now) {
    if (!now) this.since = null;
    else this.since ??= performance.now();
    return now && performance.now() - this.since >= GOOD_MS;
  }

  go(step) {
    this.step = step;
    this.since = null;
    if (step === 0 || step === 4) localStorage.setItem(SEEN, "yes");
    if (step === 4) location.hash = "#/practise"; // where the choice is
    this.draw();
  }

  draw() {
    const says = { 1: "first.camera", 2: "first.place", 3: "first.sign", 4: "first.done" }[this.step];
    $("first").hidden = !this.step;
    $("first").dataset.step = this.step;
    $("first").dataset.failed = false;
    put($("first-step"), this.step < 4 ? text("first.step", { step: this.step }) : "");
    put($("first-says"), says ? text(says) : "");
    $("first-picture").hidden = this.step !== 3;
    $("first-skip").hidden = this.step === 4;
    $("first-cameras").replaceChildren(...(this.step === 1 ? this.cameras() : []));
    this.offer();
  }

  // Offers the station's camera only while it has a picture, or where there is no other.
  offer() {
    if ($("first-station")) $("first-station").hidden = this.possible && this.lost;
  }

  cameras() {
    const here = make("button", { type: "button", class: "large" }, text("first.camera_here"));
    here.addEventListener("click", () => {
      this.useCamera();
      this.go(2);
    });
    const station = make("button", { type: "button", id: "first-station" }, text("first.camera_station"));
    station.addEventListener("click", () => this.go(2));
    return this.possible ? [here, station] : [station];
  }
}
