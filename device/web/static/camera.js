// This device's camera, for the station to use. One image is on its way at a time, the newest one.

const WIDTH = 640; // pixels, as the station's own cameras give
const QUALITY = 0.8; // JPEG
const TIMEOUT_MS = 700; // after which an image counts as lost
const TRIPS = 60; // round trips of which the median is shown

export class Camera {
  constructor(live) {
    this.live = live;
    this.video = document.createElement("video");
    this.video.muted = true;
    this.video.playsInline = true;
    this.canvas = document.createElement("canvas");
    this.number = 0;
    this.sent = null; // {number, t} of the image that has no answer yet
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
    this.scheduleImage();
  }

  close() {
    this.on = false;
    this.stream?.getTracks().forEach((track) => track.stop());
    this.video.srcObject = null;
    this.sent = null;
  }

  // Takes the frame number of a view: the view of the image on its way is its answer.
  viewArrived(number) {
    if (!this.on || this.sent === null || number !== this.sent.number) return;
    this.trips.push(performance.now() - this.sent.t);
    if (this.trips.length > TRIPS) this.trips.shift();
    this.sent = null;
    this.scheduleImage();
  }

  // Median time from an image to its view, ms; null before the first.
  get roundTrip() {
    if (this.trips.length === 0) return null;
    return [...this.trips].sort((a, b) => a - b)[Math.floor(this.trips.length / 2)];
  }

  scheduleImage() {
    if (!this.on) return;
    if (this.video.requestVideoFrameCallback && !document.hidden) {
      const timeout = setTimeout(() => this.sendImage(), TIMEOUT_MS);
      this.video.requestVideoFrameCallback(() => {
        clearTimeout(timeout);
        this.sendImage();
      });
    } else {
      setTimeout(() => this.sendImage(), 30);
    }
  }

  sendImage() {
    if (!this.on || this.sent !== null) return;
    const { videoWidth, videoHeight } = this.video;
    if (!videoWidth) {
      setTimeout(() => this.scheduleImage(), 100);
      return;
    }
    const scale = Math.min(1, WIDTH / Math.max(videoWidth, videoHeight));
    this.canvas.width = Math.round(videoWidth * scale);
    this.canvas.height = Math.round(videoHeight * scale);
    this.canvas.getContext("2d").drawImage(this.video, 0, 0, this.canvas.width, this.canvas.height);
    this.number += 1;
    const sent = { number: this.number, t: performance.now() };
    this.sent = sent;
    this.canvas.toBlob((jpeg) => jpeg && this.live.sendImage(sent.number, jpeg), "image/jpeg", QUALITY);
    setTimeout(() => {
      if (this.sent !== sent) return;
      this.sent = null;
      this.scheduleImage();
    }, TIMEOUT_MS);
  }
}
