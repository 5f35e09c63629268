// The language of this browser. The lesson and the station's own displays keep theirs.

import { $, setOptions } from "./dom.js";

const COOKIE = "handshape_language"; // the station reads it with every request
const YEAR_S = 365 * 24 * 3600;

export function setUp({ language, languages }) {
  setOptions($("language"), languages);
  $("language").value = language;
  $("language").addEventListener("change", ({ target }) => {
    document.cookie = `${COOKIE}=${target.value}; Path=/; Max-Age=${YEAR_S}; SameSite=Strict`;
    location.reload();
  });
}
