// A part of the teacher's page: her own photographs or clips of signs, in place of the drawn hands.

import { $, make, put, setOptions } from "./dom.js";
import { post } from "./http.js";
import { text } from "./texts.js";

const SIDE = 1080; // pixels: larger photographs are reduced here
const QUALITY = 0.9; // JPEG
const CLIP_MS = 15000; // for a clip to open, and for each of its frames
const CLIP_SIDE = 480; // pixels, of a clip's frames
const CLIP_S = 6; // of a longer clip the part in the middle
const CLIP_FRAMES = 36; // at most
const STEP_MS = 125; // for which a frame stays, at least
const SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
let reload = async () => {};

// `load()` draws the teacher's page again.
export function setUp(load) {
  reload = load;
  setOptions($("own").elements.sign, [...SIGNS].map((sign) => [sign, sign]));
  $("own").addEventListener("submit", async (event) => {
    event.preventDefault();
    const { sign, by, file } = $("own").elements;
    if (!file.files.length) return;
    await attempt(async () => {
      put($("own-answer"), text("page.own_reads"));
      await post("/api/teacher/picture", { sign: sign.value, by: by.value, ...await pictureOf(file.files[0]) });
      file.value = "";
      return text("page.own_kept", { sign: sign.value });
    });
  });
}

// Draws the pictures that there are; those from the settings' folder cannot be removed here.
export function draw(pictures) {
  $("own-list").replaceChildren(...pictures.map(({ sign, by, sent }) => {
    const parts = [make("img", { src: `/api/own_picture?sign=${sign}&hand=right&still=1&at=${Date.now()}`, alt: "", width: 96, height: 96 }),
      make("b", {}, sign), make("span", {}, by)];
    if (sent) {
      const button = make("button", { type: "button" }, text("page.own_remove", { sign }));
      button.addEventListener("click", () => attempt(() => post("/api/teacher/picture", { sign, by: "", image: "" })));
      parts.push(button);
    }
    return make("li", { class: "row" }, ...parts);
  }));
}

async function attempt(work) {
  try {
    const done = await work();
    await reload();
    put($("own-answer"), typeof done === "string" ? done : "");
  } catch (error) {
    put($("own-answer"), error.message);
  }
}

// The values to send: a photograph as a JPEG in base64, or the frames of a clip with spaces between, each of `step_ms`.
async function pictureOf(file) {
  let source;
  try {
    source = file.type.startsWith("video/") ? await clipOf(file) : await createImageBitmap(file);
    if (source instanceof ImageBitmap) return { image: jpegOf(source, source.width, source.height, SIDE) };
    return await framesOf(source);
  } catch {
    throw new Error(text("page.own_unknown"));
  } finally {
    if (source?.src) URL.revokeObjectURL(source.src);
  }
}

function jpegOf(source, width, height, side) {
  const scale = Math.min(1, side / Math.max(width, height));
  const canvas = make("canvas", { width: Math.round(width * scale), height: Math.round(height * scale) });
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/jpeg", QUALITY).split(",")[1];
}

async function clipOf(file) {
  const video = make("video", {});
  video.muted = true;
  video.preload = "auto";
  video.src = URL.createObjectURL(file);
  await happens(video, "loadeddata");
  return video;
}

// Frames at equal distances; of a clip whose end the browser does not know, the first one.
async function framesOf(video) {
  const known = Number.isFinite(video.duration) && video.duration > 0;
  const length = known ? Math.min(video.duration, CLIP_S) : 0;
  const step = Math.max(STEP_MS, (1000 * length) / CLIP_FRAMES);
  const count = Math.max(1, Math.floor((1000 * length) / step));
  const begin = known ? (video.duration - length) / 2 : 0;
  const frames = [];
  for (let number = 0; number < count; number += 1) {
    const sought = happens(video, "seeked");
    video.currentTime = begin + ((number + 0.5) * step * (known ? 1 : 0)) / 1000;
    await sought;
    frames.push(jpegOf(video, video.videoWidth, video.videoHeight, count > 1 ? CLIP_SIDE : SIDE));
  }
  return { image: frames.join(" "), step_ms: String(Math.round(step)) };
}

function happens(video, event) {
  return new Promise((resolve, reject) => {
    setTimeout(reject, CLIP_MS);
    video.addEventListener("error", reject, { once: true });
    video.addEventListener(event, resolve, { once: true });
  });
}
