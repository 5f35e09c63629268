// This device's camera, for the station to use. One image is on its way at a time, the newest one.

const WIDTH = 640; // pixels, as the station's own cameras give
const QUALITY = 0.8; // JPEG
const TIMEOUT_MS = 700; // after which an image counts as lost
const MUTED_MS = 2000; // after which a camera that pauses counts as lost
const STILL_MS = 4000; // after which a video that shows no new frame counts as lost
const CHECK_MS = 500;
const TRIPS = 60; // round trips of which the median is shown

export class Camera {
  // `lost(reason)` is called when the browser's camera stops by itself: "ended", "muted" or "silent".
  constructor(live, lost) {
    this.live = live;
    this.lost = lost;
    this.video = document.createElement("video");
    this.video.muted = true;
    this.video.playsInline = true;
    this.video.setAttribute("playsinline", ""); // older iPhones read the attributes only
    this.video.setAttribute("muted", "");
    this.canvas = document.createElement("canvas");
    this.number = 0;
    this.sent = null; // {number, t} of the image that has no answer yet
    this.trips = [];
    this.on = false;
  }

  static get possible() {
    return window.isSecureContext && Boolean(navigator.mediaDevices?.getUserMedia);
  }

  // Opens the camera; call it in the handler of a click. An error is thrown with the camera given back.
  async open() {
    this.video.load(); // within the click: an iPhone then allows this video to play
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({
        video: { width: { ideal: WIDTH }, height: { ideal: 480 }, frameRate: { ideal: 30 }, facingMode: "user" },
        audio: false,
      });
      this.video.srcObject = this.stream;
      try {
        await this.video.play();
      } catch (error) {
        throw Object.assign(new Error(error.message), { name: error.name, playing: true });
      }
    } catch (error) {
      this.close();
      throw error;
    }
    this.on = true;
    this.watch();
    this.scheduleImage();
  }

  close() {
    this.on = false;
    clearInterval(this.watching);
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
    this.video.srcObject = null;
    this.sent = null;
  }

  // Notices a camera that is unplugged, taken back by the browser or another program, or that stands still.
  watch() {
    const [track] = this.stream.getVideoTracks();
    let mutedSince = track.muted ? performance.now() : null;
    let time = -1;
    let timeSince = performance.now();
    const lose = (reason) => this.on && this.stream?.getVideoTracks()[0] === track && this.lost(reason);
    track.addEventListener("ended", () => lose("ended"));
    track.addEventListener("mute", () => (mutedSince ??= performance.now()));
    track.addEventListener("unmute", () => (mutedSince = null));
    this.watching = setInterval(() => {
      const now = performance.now();
      if (document.hidden || this.video.currentTime !== time) {
        time = this.video.currentTime;
        timeSince = now;
      }
      if (track.readyState === "ended") lose("ended");
      else if (mutedSince !== null && now - mutedSince > MUTED_MS) lose("muted");
      else if (now - timeSince > STILL_MS) lose("silent");
    }, CHECK_MS);
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
