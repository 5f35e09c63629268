// Requests to the station. An error's message is a sentence that can be shown.

export async function get(path) {
  return read(await fetch(path));
}

export async function post(path, body = {}) {
  return read(await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  }));
}

async function read(response) {
  const answer = await response.json().catch(() => ({}));
  if (response.status === 401) location.assign("/pair");
  if (!response.ok) throw new Error(answer.error ?? `HTTP ${response.status}`);
  return answer;
}
