// The WebSocket: views and preview images in; presses and camera images out. Reconnects when it is closed.

import { BROWSER } from "./http.js";

const FIRST_WAIT_MS = 500;
const MAX_WAIT_MS = 8000;

export class LiveConnection {
  // `handlers` has view(view), picture(blob), cameraGranted(granted), imageRefused(sentence), up(connected) and
  // holds({mine, free}): whether this browser holds the station, and may take it.
  constructor(handlers) {
    this.handlers = handlers;
    this.wait = FIRST_WAIT_MS;
    this.connect();
  }

  connect() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    this.drawn = 0;
    this.socket = new WebSocket(`${scheme}://${location.host}/live?browser=${BROWSER}`);
    this.socket.binaryType = "blob";
    this.socket.onopen = () => {
      this.wait = FIRST_WAIT_MS;
      this.handlers.up(true);
    };
    this.socket.onmessage = ({ data }) => this.receive(data);
    this.socket.onclose = () => {
      this.handlers.up(false);
      setTimeout(() => this.connect(), this.wait);
      this.wait = Math.min(2 * this.wait, MAX_WAIT_MS);
    };
  }

  receive(data) {
    if (typeof data !== "string") {
      this.handlers.picture(data);
      return;
    }
    const message = JSON.parse(data);
    if ("error" in message) {
      this.handlers.imageRefused(message.error);
    } else if ("station" in message) {
      this.handlers.holds(message.station);
    } else if ("lent" in message) {
      this.handlers.cameraGranted(message.lent);
    } else if ("status" in message) {
      this.handlers.view(message);
      this.drawn += 1;
      this.send({ do: "drawn", count: this.drawn }); // the station then sends the next view
    }
  }

  send(message) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  press(button) {
    this.send({ do: "press", button });
  }

  // Sends a JPEG with its number before it; does nothing while the last one is still being sent.
  async sendImage(number, jpeg) {
    if (this.socket.readyState !== WebSocket.OPEN || this.socket.bufferedAmount > 0) return;
    const header = new DataView(new ArrayBuffer(4));
    header.setUint32(0, number);
    this.socket.send(await new Blob([header, jpeg]).arrayBuffer());
  }
}
