// The station's figures, asked for while they are looked at.

import { $, make } from "./dom.js";
import { get } from "./http.js";
import { say } from "./texts.js";

const EVERY_MS = 2000;

export async function load() {
  if ($("health").hidden) return;
  setTimeout(load, EVERY_MS);
  let now;
  try {
    now = await get("/api/health");
  } catch {
    return; // the line above says that the station does not answer
  }
  const known = (value, digits = 0) => (value === null || value === undefined ? say("health.unknown") : value.toFixed(digits));
  const yes = (value) => say(value ? "health.yes" : "health.no");
  const rows = [
    ["version", [now.version, now.release].filter(Boolean).join(" ") || say("health.unknown")],
    ["model", now.model || say("health.unknown")],
    ["fps", known(now.fps, 1)],
    ["age", known(now.frame_age_ms)],
    ["frames", known(now.frames)],
    ["up", known(now.up_s === undefined ? null : now.up_s / 60)],
    ["memory", known(now.rss_mb)],
    ["disk", known(now.disk_free_mb)],
    ["temperature", known(now.temperature_c, 1)],
    ["throttled", now.throttled?.join(", ") || say(now.throttled ? "health.none" : "health.unknown")],
    ["restarts", known(now.camera_restarts)],
    ["last_error", now.last_error || say("health.none")],
    ["viewers", known(now.page.viewers)],
    ["network", yes(now.page.lan)],
  ];
  $("figures-table").tBodies[0].replaceChildren(...rows.map(([name, value]) =>
    make("tr", {}, make("th", { scope: "row" }, say(`health.${name}`)), make("td", {}, value))));
}
