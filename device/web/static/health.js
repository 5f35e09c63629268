// The page "Health": the station's figures, requested while they are shown.

import { $, make } from "./dom.js";
import { get } from "./http.js";
import { text } from "./texts.js";

const EVERY_MS = 2000;

export async function load() {
  if ($("health").hidden) return;
  setTimeout(load, EVERY_MS);
  let now;
  try {
    now = await get("/api/health");
  } catch {
    return; // the line at the top says that the station does not answer
  }
  const number = (value, digits = 0) => value?.toFixed(digits) ?? text("health.unknown");
  const rows = [
    ["version", [now.version, now.release].filter(Boolean).join(" ") || text("health.unknown")],
    ["model", now.model || text("health.unknown")],
    ["fps", number(now.fps, 1)],
    ["age", number(now.frame_age_ms)],
    ["frames", number(now.frames)],
    ["up", number(now.up_s === undefined ? null : now.up_s / 60)],
    ["memory", number(now.rss_mb)],
    ["disk", number(now.disk_free_mb)],
    ["temperature", number(now.temperature_c, 1)],
    ["throttled", now.throttled?.join(", ") || text(now.throttled ? "health.none" : "health.unknown")],
    ["restarts", number(now.camera_restarts)],
    ["last_error", now.last_error || text("health.none")],
    ["viewers", number(now.page.viewers)],
    ["network", text(now.page.lan ? "health.yes" : "health.no")],
  ];
  $("figures-table").tBodies[0].replaceChildren(...rows.map(([name, value]) =>
    make("tr", {}, make("th", { scope: "row" }, text(`health.${name}`)), make("td", {}, value))));
}
