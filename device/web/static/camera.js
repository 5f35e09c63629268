// This device's camera, lent to the station: one picture is on its way at a time, the newest one.

const WIDTH = 640; // pixels: what the station's own cameras give
const QUALITY = 0.8;
const LOST_MS = 700; // an answer that takes longer is not waited for
const RECENT = 60; // round trips the shown figure is the median of

export class Camera {
  constructor(live) {
    this.live = live;
    this.video = document.createElement("video");
    this.video.muted = true;
    this.video.playsInline = true;
    this.canvas = document.createElement("canvas");
    this.number = 0;
    this.sent = null; // {number, t} of the picture that is not answered yet
    this.trips = [];
    this.on = false;
  }

  static get possible() {
    return window.isSecureContext && Boolean(navigator.mediaDevices?.getUserMedia);
  }

  async open() {
    this.stream = await navigator.mediaDevices.getUserMedia({
      video: { width: { ideal: WIDTH }, height: { ideal: 480 }, frameRate: { ideal: 30 }, facingMode: "user" },
      audio: false,
    });
    this.video.srcObject = this.stream;
    await this.video.play();
    this.on = true;
    this.next();
  }

  close() {
    this.on = false;
    this.stream?.getTracks().forEach((track) => track.stop());
    this.video.srcObject = null;
    this.sent = null;
  }

  // A view has come back: when it is of the picture under way, that one is done.
  seen(number) {
    if (!this.on || this.sent === null || number !== this.sent.number) return;
    this.trips.push(performance.now() - this.sent.t);
    if (this.trips.length > RECENT) this.trips.shift();
    this.sent = null;
    this.next();
  }

  get roundTrip() {
    if (this.trips.length === 0) return null;
    return [...this.trips].sort((a, b) => a - b)[Math.floor(this.trips.length / 2)];
  }

  next() {
    if (!this.on) return;
    if (this.video.requestVideoFrameCallback && !document.hidden) {
      const late = setTimeout(() => this.shoot(), LOST_MS);
      this.video.requestVideoFrameCallback(() => {
        clearTimeout(late);
        this.shoot();
      });
    } else {
      setTimeout(() => this.shoot(), 30);
    }
  }

  shoot() {
    if (!this.on || this.sent !== null) return;
    const { videoWidth, videoHeight } = this.video;
    if (!videoWidth) {
      setTimeout(() => this.next(), 100);
      return;
    }
    const scale = Math.min(1, WIDTH / Math.max(videoWidth, videoHeight));
    this.canvas.width = Math.round(videoWidth * scale);
    this.canvas.height = Math.round(videoHeight * scale);
    this.canvas.getContext("2d").drawImage(this.video, 0, 0, this.canvas.width, this.canvas.height);
    const under = { number: (this.number += 1), t: performance.now() };
    this.sent = under;
    this.canvas.toBlob((jpeg) => jpeg && this.live.show(under.number, jpeg), "image/jpeg", QUALITY);
    setTimeout(() => {
      if (this.sent !== under) return;
      this.sent = null;
      this.next();
    }, LOST_MS);
  }
}
