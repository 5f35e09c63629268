// Requests to the station. Errors are sentences that can be shown.

export async function get(path) {
  return answer(await fetch(path));
}

export async function post(path, what = {}) {
  return answer(await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(what),
  }));
}

async function answer(response) {
  const said = await response.json().catch(() => ({}));
  if (response.status === 401) location.assign("/pair");
  if (!response.ok) throw new Error(said.error ?? `HTTP ${response.status}`);
  return said;
}
