// Requests to the station. An error's message is a sentence that can be shown.

// The name of this browser tab: the station listens to one at a time.
export const BROWSER = sessionStorage.getItem("browser") ?? newName();

function newName() {
  const name = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  sessionStorage.setItem("browser", name);
  return name;
}

export async function get(path) {
  return read(await fetch(path));
}

export async function post(path, body = {}) {
  return read(await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Handshape-Browser": BROWSER },
    body: JSON.stringify(body),
  }));
}

async function read(response) {
  const answer = await response.json().catch(() => ({}));
  if (response.status === 401) location.assign("/pair");
  if (!response.ok) throw new Error(answer.error ?? `HTTP ${response.status}`);
  return answer;
}
