// The stored text of a paper, in the window: whole, or where a quote stands in it.

import { $, el, goTo, openDialog, say } from "./elements.js";
import * as server from "./server.js";

// place: { paper, ordinal, start, text, spans } of a passage and its quotes; { paper } for the paper as such.
export async function openStored(title, place) {
  let html;
  try {
    html = (await server.paper(place)).html;
  } catch (error) {
    return say(error.message);
  }
  const shown = el("div", { class: "stored" });
  shown.innerHTML = html; // made by the server of escaped text
  openDialog(title, shown);
  const passage = $("mark", shown) ?? $(".passage", shown);
  if (passage) goTo(passage);
}
