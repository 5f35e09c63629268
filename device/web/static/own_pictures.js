// A part of the teacher's page: her own photographs or clips of signs, in place of the drawn hands.

import { $, make, put, setOptions } from "./dom.js";
import { post } from "./http.js";
import { text } from "./texts.js";

const SIDE = 1080; // pixels: larger photographs are reduced here
const QUALITY = 0.9; // JPEG
const CLIP_MS = 15000; // for a clip to open
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
      await post("/api/teacher/picture", { sign: sign.value, by: by.value, image: await pictureOf(file.files[0]) });
      file.value = "";
      return text("page.own_kept", { sign: sign.value });
    });
  });
}

// Draws the pictures that there are; those from the settings' folder cannot be removed here.
export function draw(pictures) {
  $("own-list").replaceChildren(...pictures.map(({ sign, by, sent }) => {
    const parts = [make("img", { src: `/api/own_picture?sign=${sign}&hand=right&at=${Date.now()}`, alt: "", width: 96, height: 96 }),
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

// A photograph, or the middle of a clip, as a JPEG in base64.
async function pictureOf(file) {
  let source;
  try {
    source = file.type.startsWith("video/") ? await middleOf(file) : await createImageBitmap(file);
  } catch {
    throw new Error(text("page.own_unknown"));
  }
  const width = source.videoWidth ?? source.width;
  const height = source.videoHeight ?? source.height;
  const scale = Math.min(1, SIDE / Math.max(width, height));
  const canvas = make("canvas", { width: Math.round(width * scale), height: Math.round(height * scale) });
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(source, 0, 0, canvas.width, canvas.height);
  if (source.src) URL.revokeObjectURL(source.src);
  return canvas.toDataURL("image/jpeg", QUALITY).split(",")[1];
}

function middleOf(file) {
  const video = make("video", {});
  video.muted = true;
  video.preload = "auto";
  video.src = URL.createObjectURL(file);
  return new Promise((resolve, reject) => {
    setTimeout(reject, CLIP_MS);
    video.addEventListener("error", reject);
    video.addEventListener("loadeddata", () => {
      video.addEventListener("seeked", () => resolve(video), { once: true });
      video.currentTime = Number.isFinite(video.duration) ? video.duration / 2 : 0;
    }, { once: true });
  });
}
