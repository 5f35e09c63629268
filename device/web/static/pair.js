// The page on which a browser of the network enters the code.

import { $, put } from "./dom.js";
import { post } from "./http.js";

$("ask").addEventListener("click", async () => {
  try {
    await post("/api/ask");
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
