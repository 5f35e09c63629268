// Connects the parts of the page.

import * as alphabet from "./alphabet.js";
import { Camera } from "./camera.js";
import { drawActions, listenForKeys, withKeys } from "./controls.js";
import { $, put } from "./dom.js";
import * as hand from "./hand.js";
import { FirstVisit } from "./first_visit.js";
import * as health from "./health.js";
import * as holder from "./holder.js";
import { get } from "./http.js";
import * as language from "./language.js";
import { LiveConnection } from "./live.js";
import { LivePicture } from "./live_picture.js";
import * as practise from "./practise.js";
import * as progress from "./progress.js";
import * as read from "./read.js";
import * as settings from "./settings.js";
import * as teacher from "./teacher.js";
import { setTexts, text } from "./texts.js";
import * as watch from "./watch.js";

const PAGES = ["read", "practise", "alphabet", "progress", "settings", "teacher", "health"];
const WITH_PICTURE = ["read", "practise"];

const page = await get("/api/page");
setTexts(page.texts);
put($("about"), text("page.about", { reviewed: text(page.reviewed ? "caption.reviewed" : "caption.not_reviewed") }));

let newest = null; // view
const USED = "camera used"; // key of the browser's memory of this tab
let cameraLost = false; // the station receives no picture, and this device's camera is not used
let cameraWanted = false; // this device's camera is to be used, as soon as the station agrees
const picture = new LivePicture();
const press = (action) => live.press(action);
const actionsNow = () => withKeys(newest?.actions ?? page.actions, Boolean(newest?.task?.writes));
const live = new LiveConnection({
  view(view) {
    if (view.language !== page.language) location.reload(); // the station's own was changed, and this browser has none
    newest = view;
    camera.viewArrived(view.frame);
    showCameraLost(view.status === "camera lost" && !camera.on && document.body.dataset.watches !== "true");
    placeNote(view);
    picture.show(view, camera.on ? camera.video : null);
    picture.showFigures(view, camera.on ? camera.roundTrip : null);
    drawActions(actionsNow(), press);
    read.show(view);
    practise.show(view);
    watch.show(view, press);
    first.show(view, camera.on);
    document.body.dataset.frame = view.frame;
    if (view.status === "ended") put($("connection"), text("page.gone"));
  },
  picture: (blob) => picture.setImage(blob),
  cameraGranted(granted) {
    $("lend").setAttribute("aria-pressed", String(granted));
    put($("lend"), text(granted ? "page.camera_station" : "page.camera_here"));
    if (granted) {
      sessionStorage.setItem(USED, "yes"); // a reload uses it again
      offerCamera(false);
      put($("camera-note"), text("page.camera_here_used"));
    } else if (camera.on) {
      camera.close();
      put($("camera-note"), cameraWanted ? text("page.camera_elsewhere") : "");
      cameraWanted = false;
    }
  },
  holds: holder.show,
  imageRefused: (sentence) => put($("camera-note"), sentence),
  up(connected) {
    put($("connection"), connected ? "" : text("page.reconnecting"));
    if (connected && cameraWanted) live.send({ do: "lend" });
  },
});
const camera = new Camera(live, (reason) => {
  cameraWanted = false;
  camera.close();
  live.send({ do: "keep", fault: reason });
  put($("camera-note"), text(`page.camera_${reason}`));
  offerCamera(true, "page.camera_again");
  cameraLost = true; // the note says more than that the station has no picture
});

// Shows or hides the one large button of a state without a picture.
function offerCamera(shown, label = "page.camera_start") {
  put($("play-camera"), text(label));
  $("play-camera").hidden = !shown || !Camera.possible;
}

// The station has no picture: what to do here is a click. Its own advice, such as a plug to check, stays on its displays.
function showCameraLost(lost) {
  if (lost === cameraLost || (lost && !$("play-camera").hidden)) return; // the reason is said already
  cameraLost = lost;
  if (lost && Camera.possible) {
    put($("camera-note"), text("page.camera_none"));
    offerCamera(true, "page.camera_here");
  } else if (!lost && $("camera-note").textContent === text("page.camera_none")) {
    put($("camera-note"), "");
    offerCamera(false);
  }
}

// Without a picture, its place says why, and has the button. A browser that watches can do nothing about it.
function placeNote(view) {
  const empty = view.status === "camera lost" && !camera.on && document.body.dataset.watches !== "true";
  const said = empty && $("camera-note").textContent !== "";
  if ($("no-picture").hidden !== said) return;
  $("no-picture").hidden = !said;
  $(said ? "no-picture" : "cameras").append($("camera-note"), $("play-camera"));
}

// What an error of getUserMedia means, and what to do, by its name.
const CAMERA_ERRORS = {
  NotAllowedError: "page.camera_denied",
  NotFoundError: "page.camera_missing",
  NotReadableError: "page.camera_busy",
};

// Says why this device's camera cannot be used. An unknown error has only the browser's words for it, or its name.
function showCameraError(error) {
  offerCamera(true, error.playing ? "page.camera_start" : "page.camera_again");
  const reason = error.message || error.name || String(error);
  const known = error.playing ? "page.camera_play" : CAMERA_ERRORS[error.name];
  put($("camera-note"), known ? text(known) : text("page.no_camera_here", { reason }));
  first.failed();
}

// Why this page has no camera at all, "" if it can have one.
function noCameraReason() {
  if (Camera.possible) return "";
  return text(window.isSecureContext ? "page.camera_unknown" : "page.insecure");
}
put($("camera-note"), noCameraReason());

async function useCamera() {
  $("play-camera").hidden = true;
  if (camera.on) {
    cameraWanted = false;
    sessionStorage.removeItem(USED);
    live.send({ do: "keep" });
    return;
  }
  if (!Camera.possible) {
    put($("camera-note"), noCameraReason());
    return;
  }
  try {
    cameraWanted = true;
    await camera.open();
    live.send({ do: "lend" });
  } catch (error) {
    cameraWanted = false;
    showCameraError(error);
  }
}
const first = new FirstVisit(() => { if (!camera.on) useCamera(); }, Camera.possible);
$("first-again").addEventListener("click", () => { location.hash = "#/practise"; });
$("lend").addEventListener("click", useCamera);
$("play-camera").addEventListener("click", useCamera);
if (sessionStorage.getItem(USED)) useCamera();

language.setUp(page);
drawActions(page.actions, press);
listenForKeys(actionsNow, press);
read.setUp(page);
practise.setUp(page, PAGES);
watch.setUp((message) => live.send(message));
alphabet.setUp(page);
progress.setUp(page);
settings.setUp(page);
hand.setUp(page, press);
teacher.setUp(page);
holder.setUp((message) => live.send(message));
document.querySelector("nav a[href='#/progress']").hidden = !page.questions.some(({ name }) => name === "progress");

// The page to open first: of the activity's mode if it has one, else for practice if there is something to choose.
function firstPage() {
  if (PAGES.includes(page.settings.mode)) return page.settings.mode;
  return page.choices.length ? "practise" : "read";
}

function route(first = false) {
  if (!first && !location.hash.startsWith("#/")) return; // the link that skips to the content
  const hash = location.hash.slice(2);
  const name = PAGES.includes(hash) ? hash : firstPage();
  for (const each of PAGES) $(each).hidden = each !== name;
  $("stage").hidden = !WITH_PICTURE.includes(name);
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === `#/${name}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = `${text(`page.${name}`)} – Handshape`;
  document.body.dataset.view = name;
  practise.layOut();
  if (name === "alphabet") alphabet.load((newest ?? page).settings);
  if (name === "progress") progress.load();
  if (name === "teacher") teacher.load();
  if (name === "health") health.load();
  if (name === "settings") {
    if (newest) settings.fill(newest.settings);
    hand.load();
  }
  if (!first) window.scrollTo(0, 0);
}
window.addEventListener("hashchange", () => route());
route(true);
document.body.dataset.ready = "true";
