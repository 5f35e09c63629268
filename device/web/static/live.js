// The WebSocket: views in, buttons and pictures out. What is lost is connected again.

const FIRST_MS = 500;
const LAST_MS = 8000;

export class Live {
  // `on` has view(view), picture(blob), lent(bool), up(bool).
  constructor(on) {
    this.on = on;
    this.wait = FIRST_MS;
    this.connect();
  }

  connect() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    this.drawn = 0;
    this.socket = new WebSocket(`${scheme}://${location.host}/live`);
    this.socket.binaryType = "blob";
    this.socket.onopen = () => {
      this.wait = FIRST_MS;
      this.on.up(true);
    };
    this.socket.onmessage = ({ data }) => this.hear(data);
    this.socket.onclose = () => {
      this.on.up(false);
      setTimeout(() => this.connect(), this.wait);
      this.wait = Math.min(2 * this.wait, LAST_MS);
    };
  }

  hear(data) {
    if (typeof data !== "string") {
      this.on.picture(data);
      return;
    }
    const said = JSON.parse(data);
    if ("lent" in said) {
      this.on.lent(said.lent);
    } else if ("status" in said) {
      this.on.view(said);
      this.drawn += 1;
      this.send({ do: "drawn", count: this.drawn }); // only now the station sends another
    }
  }

  send(what) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(what));
  }

  press(button) {
    this.send({ do: "press", button });
  }

  // A JPEG with its number before it; false while the line is busy.
  async show(number, jpeg) {
    if (this.socket.readyState !== WebSocket.OPEN || this.socket.bufferedAmount > 0) return false;
    const head = new DataView(new ArrayBuffer(4));
    head.setUint32(0, number);
    this.socket.send(await new Blob([head, jpeg]).arrayBuffer());
    return true;
  }
}
