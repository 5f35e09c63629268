// The page for browsers that were not let in yet.

import { $, put } from "./dom.js";

async function post(path, what) {
  const response = await fetch(path, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(what),
  });
  const said = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(said.error ?? `HTTP ${response.status}`);
}

$("ask").addEventListener("click", async () => {
  try {
    await post("/api/ask", {});
    put($("answer"), $("ask").dataset.shown);
    $("code").focus();
  } catch (error) {
    put($("answer"), error.message);
  }
});

$("enter").addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    await post("/api/pair", { code: $("code").value });
    location.assign("/");
  } catch (error) {
    put($("answer"), error.message);
    $("code").select();
  }
});
