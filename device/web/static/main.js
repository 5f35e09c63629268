// The page's parts, wired together.

import { $, put } from "./dom.js";
import { get } from "./http.js";
import { learn, say } from "./texts.js";
import { Live } from "./live.js";
import { Camera } from "./camera.js";
import { Stage } from "./stage.js";
import * as health from "./health.js";
import * as practise from "./practise.js";
import * as progress from "./progress.js";
import * as read from "./read.js";
import * as settings from "./settings.js";

const VIEWS = ["read", "practise", "progress", "settings", "health"];

const page = await get("/api/page");
learn(page.texts);
put($("about"), say("page.about", { reviewed: say(page.reviewed ? "caption.reviewed" : "caption.not_reviewed") }));

const stage = new Stage();
let newest = null;
const live = new Live({
  view(view) {
    if (view.settings.language !== page.language) location.reload();
    newest = view;
    camera.seen(view.frame);
    stage.show(view, camera.on ? camera.video : null);
    stage.figures(view, camera.on ? camera.roundTrip : null);
    read.show(view, page.tutor);
    practise.show(view);
    if (view.status === "ended") put($("connection"), say("page.gone"));
  },
  picture: (blob) => stage.picture(blob),
  async lent(granted) {
    $("lend").setAttribute("aria-pressed", String(granted));
    put($("lend"), say(granted ? "page.keep" : "page.lend"));
    if (granted) {
      put($("camera-note"), say("page.lent"));
    } else if (camera.on) {
      camera.close();
      put($("camera-note"), wanted ? say("page.lent_elsewhere") : "");
      wanted = false;
    }
  },
  up(is) {
    put($("connection"), is ? "" : say("page.reconnecting"));
    if (is && wanted) live.send({ do: "lend" });
  },
});
const camera = new Camera(live);
let wanted = false; // this device's camera is meant to be lent

$("lend").addEventListener("click", async () => {
  if (camera.on) {
    wanted = false;
    live.send({ do: "keep" });
    return;
  }
  if (!Camera.possible) {
    put($("camera-note"), say("page.insecure"));
    return;
  }
  try {
    wanted = true;
    await camera.open();
    live.send({ do: "lend" });
  } catch (error) {
    wanted = false;
    put($("camera-note"), say("page.no_camera_here", { reason: error.message }));
  }
});

read.wire(live);
practise.wire(page);
progress.wire(page);
settings.wire(page);

function route(first = false) {
  if (!first && !location.hash.startsWith("#/")) return; // the link that skips to the content
  const asked = location.hash.slice(2);
  const name = VIEWS.includes(asked) ? asked : page.settings.mode === "read" ? "read" : "practise";
  for (const each of VIEWS) $(each).hidden = each !== name;
  $("stage").hidden = !["read", "practise"].includes(name);
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === `#/${name}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = `${say(`page.${name}`)} – Handshape`;
  document.body.dataset.view = name;
  if (name === "progress") progress.load();
  if (name === "health") health.load();
  if (name === "settings" && newest) settings.fill(newest.settings);
  if (!first) window.scrollTo(0, 0);
}
window.addEventListener("hashchange", () => route());
route(true);
document.body.dataset.ready = "true";
