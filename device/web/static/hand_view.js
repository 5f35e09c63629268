// A turnable hand in WebGL: shows a sign, or plays a track of /api/spelling. three.js is loaded with the first hand.

import { loadHand } from "./hand_model.js";

const UNITS = 2.6; // hand units that fit into the picture
const DISTANCE = 9; // from the camera to the hand, hand units
const FADE_S = 0.35; // from one sign to the next
const TURN_PER_PIXEL = 0.012; // radians
const TURN_PER_KEY = 0.26;
const MAX_PITCH = 1.2;
const MAX_STEP_S = 0.1; // between two drawn frames
const PAUSE_S = 1; // between two showings of a movement

let library; // the promise of three.js and of the hand's file, one for all views

function load() {
  library ??= import("./vendor/three.min.js").then((three) => ({ three }));
  return library;
}

export class HandView {
  // Resolves to a view, or to null where the browser has no WebGL.
  static async open(canvas) {
    try {
      const probe = document.createElement("canvas");
      if (!(probe.getContext("webgl2"))) return null;
      const { three } = await load();
      const renderer = new three.WebGLRenderer({ canvas, antialias: true, alpha: true });
      return new HandView(canvas, three, renderer, await loadHand(three));
    } catch (error) {
      console.info(`No turnable hand: ${error.message}`);
      return null;
    }
  }

  constructor(canvas, three, renderer, hand) {
    Object.assign(this, { canvas, three, renderer, hand });
    this.scene = new three.Scene();
    this.camera = new three.PerspectiveCamera((2 * Math.atan(UNITS / 2 / DISTANCE) * 180) / Math.PI, 1, 1, 30);
    this.camera.position.set(-0.1, -0.06, DISTANCE);
    this.turning = new three.Group();
    this.turning.add(hand.root);
    const key = new three.DirectionalLight(0xffffff, 2.1);
    key.position.set(0.46, 0.63, 0.63);
    this.scene.add(this.turning, key, new three.HemisphereLight(0xffffff, 0x8a7a70, 1.5));
    hand.mesh.material.onBeforeCompile = darkenEdges;
    this.first = new three.Quaternion();
    this.second = new three.Quaternion();
    this.track = null; // { times, turns, shifts }
    this.from = null; // turns at the time when the sign changed
    this.yaw = this.pitch = 0;
    this.mirror = false;
    this.setSkin("medium");
    this.show("rest");
    this.listen();
    new ResizeObserver(() => this.resize()).observe(canvas);
    this.resize();
  }

  setSkin(name) {
    const colour = this.hand.skins[name] ?? this.hand.skins.medium;
    this.hand.mesh.material.color.setRGB(...colour);
    this.draw();
  }

  // Seen from `yaw` degrees further right; `mirror` shows a left hand.
  setSide(yaw, mirror = false) {
    this.baseYaw = (yaw * Math.PI) / 180;
    this.mirror = mirror;
    this.yaw = this.pitch = 0;
    this.draw();
  }

  // Shows a sign by name; one that moves is repeated. Without `fade` at once.
  show(name, fade = true) {
    const sign = this.hand.signs[name];
    if (!sign) return;
    const moves = sign.times.length > 2;
    this.from = fade && this.track ? this.snapshot() : null;
    this.play(sign, 0, sign.times.at(-1), { fade_s: this.from ? FADE_S : 0, again_s: moves ? PAUSE_S : null });
  }

  // Draws signs as they begin into other canvases of one size, [[name, canvas], …].
  drawInto(pairs) {
    const { track } = this;
    cancelAnimationFrame(this.frame);
    this.renderer.setPixelRatio(1);
    this.renderer.setSize(pairs[0][1].width, pairs[0][1].height, false);
    for (const [name, canvas] of pairs) {
      this.track = this.hand.signs[name];
      this.pose(0);
      this.draw();
      canvas.getContext("2d").drawImage(this.canvas, 0, 0);
    }
    this.track = track; // the large hand is not one of theirs
    this.pose(this.at_s);
    this.resize();
  }

  // Plays a track from one place (s) to another, where the hand stays.
  play(track, from_s, until_s, { fade_s = 0, again_s = null } = {}) {
    this.track = track;
    this.plan = { from_s, until_s, fade_s, again_s };
    this.passed = 0;
    cancelAnimationFrame(this.frame);
    this.tick(performance.now());
  }

  // The place in the track, seconds.
  get at_s() {
    const { from_s, until_s, fade_s, again_s } = this.plan;
    const passed = Math.max(0, this.passed - fade_s);
    const length = until_s - from_s;
    return from_s + (again_s === null ? Math.min(passed, length) : Math.min(passed % (length + again_s), length));
  }

  // Draws a frame, and the next one as long as the hand moves. A device that draws slowly spells slowly: no letter is lost.
  tick(before) {
    const at = this.at_s;
    this.pose(at);
    if (this.passed < this.plan.fade_s) this.fade(this.passed / this.plan.fade_s);
    else this.from = null;
    this.draw();
    if (this.plan.again_s === null && at >= this.plan.until_s && !this.from) return;
    this.frame = requestAnimationFrame(() => {
      const now = performance.now();
      this.passed += Math.min(MAX_STEP_S, (now - before) / 1000);
      this.tick(now);
    });
  }

  // Poses the hand as the track has it at a time (s).
  pose(at) {
    const { times, turns, shifts } = this.track;
    let i = 1;
    while (i < times.length - 1 && times[i] < at) i += 1;
    const u = Math.min(1, Math.max(0, (at - times[i - 1]) / Math.max(1e-6, times[i] - times[i - 1])));
    for (const [name, values] of Object.entries(turns)) {
      const last = values.length / 4 - 1; // the joints of a held sign have two samples for any number of times
      const a = Math.min(i - 1, last);
      const b = Math.min(i, last);
      this.first.fromArray(values, 4 * a).normalize();
      this.second.fromArray(values, 4 * b).normalize();
      this.hand.joints[name].quaternion.slerpQuaternions(this.first, this.second, u);
    }
    const place = [0, 1, 2].map((axis) => {
      const last = shifts.length / 3 - 1;
      const a = shifts[3 * Math.min(i - 1, last) + axis];
      return a + (shifts[3 * Math.min(i, last) + axis] - a) * u;
    });
    this.hand.joints.hand.position.fromArray(place);
  }

  snapshot() {
    const turns = Object.fromEntries(Object.entries(this.hand.joints).map(([name, j]) => [name, j.quaternion.clone()]));
    return { turns, position: this.hand.joints.hand.position.clone() };
  }

  fade(u) {
    if (!this.from) return;
    const e = u * u * (3 - 2 * u);
    for (const [name, joint] of Object.entries(this.hand.joints)) {
      joint.quaternion.slerpQuaternions(this.from.turns[name], this.second.copy(joint.quaternion), e);
    }
    this.hand.joints.hand.position.lerpVectors(this.from.position, this.hand.joints.hand.position.clone(), e);
  }

  draw() {
    this.turning.rotation.set(this.pitch, -(this.baseYaw ?? 0) + this.yaw, 0);
    this.turning.scale.x = this.mirror ? -1 : 1;
    this.renderer.render(this.scene, this.camera);
  }

  resize() {
    const side = Math.max(1, Math.round(this.canvas.clientWidth));
    this.renderer.setPixelRatio(Math.min(2, devicePixelRatio));
    this.renderer.setSize(side, side, false);
    this.draw();
  }

  // Turns the hand with a finger, the mouse or the arrow keys.
  listen() {
    const { canvas } = this;
    canvas.addEventListener("pointerdown", (event) => canvas.setPointerCapture(event.pointerId));
    canvas.addEventListener("pointermove", (event) => {
      if (!canvas.hasPointerCapture(event.pointerId)) return;
      this.turn(event.movementX * TURN_PER_PIXEL, event.movementY * TURN_PER_PIXEL);
    });
    canvas.addEventListener("dblclick", () => this.turn(-this.yaw, -this.pitch));
    canvas.addEventListener("keydown", (event) => {
      const [x, y] = KEYS[event.key] ?? [0, 0];
      if (!x && !y) return;
      event.preventDefault();
      event.stopPropagation();
      this.turn(x * TURN_PER_KEY, y * TURN_PER_KEY);
    });
  }

  turn(yaw, pitch) {
    this.yaw += yaw;
    this.pitch = Math.min(MAX_PITCH, Math.max(-MAX_PITCH, this.pitch + pitch));
    this.draw();
  }
}

const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// Skin that turns away from the eye is darker, so that fingers stay apart from the palm behind them.
function darkenEdges(shader) {
  shader.fragmentShader = shader.fragmentShader.replace(
    "#include <opaque_fragment>",
    `outgoingLight *= mix(0.42, 1.0, smoothstep(0.0, 0.55, abs(dot(normalize(vViewPosition), normalize(vNormal)))));
    #include <opaque_fragment>`,
  );
}

// Decodes an answer of /api/spelling into a track.
export function decodeTrack({ times, joints, samples, turn_steps: turnSteps, shift_steps: shiftSteps }) {
  const bytes = Uint8Array.from(atob(samples), (c) => c.charCodeAt(0));
  const integers = new Int16Array(bytes.buffer);
  const width = 4 * joints.length + 3;
  const turns = Object.fromEntries(joints.map((name) => [name, new Float32Array(4 * times.length)]));
  const shifts = new Float32Array(3 * times.length);
  for (let row = 0; row < times.length; row += 1) {
    joints.forEach((name, j) => {
      for (let c = 0; c < 4; c += 1) turns[name][4 * row + c] = integers[row * width + 4 * j + c] / turnSteps;
    });
    for (let c = 0; c < 3; c += 1) shifts[3 * row + c] = integers[row * width + width - 3 + c] / shiftSteps;
  }
  return { times, turns, shifts };
}
