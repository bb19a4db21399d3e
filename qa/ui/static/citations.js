// Citation chips in the chat and marked quotes in the sources panel find each other. Everything is delegated, since
// both come and go.

import { $, $$, goTo } from "./elements.js";

function pieces(chip) {
  const [, turn, number] = chip.getAttribute("href").slice(1).split("-");
  const section = $(`#sources .turn[data-turn="${turn}"]`);
  return { section, marks: section ? $$(`mark[data-cite="${number}"]`, section) : [] };
}

const chipsTo = (id) => $$(`#chat a.chip[href="#${id}"]`);
const chipOf = (event) => event.target.closest?.("#chat a.chip");

export function showTurn(section) {
  for (const other of $$("#sources .turn")) other.hidden = other !== section;
}

function showQuote(chip) {
  const { section, marks } = pieces(chip);
  if (!marks.length) return;
  showTurn(section);
  section.dispatchEvent(new CustomEvent("shown", { bubbles: true }));
  for (const old of $$("#sources mark.active, #chat a.chip.active")) old.classList.remove("active");
  for (const lit of [...marks, ...chipsTo(chip.getAttribute("href").slice(1))]) lit.classList.add("active");
  goTo(marks[0]);
}

function showSentence(id) {
  // What is said about a quote has its chip too; the one meant is that of the sentence.
  const chips = chipsTo(id);
  const chip = chips.find((one) => !one.closest(".lead, .notices")) ?? chips[0];
  if (!chip) return;
  const folded = chip.closest("details");
  if (folded) folded.open = true;
  goTo(chip);
  chip.focus({ preventScroll: true });
}

export function start() {
  document.addEventListener("click", (event) => {
    const chip = chipOf(event);
    const mark = event.target.closest?.("#sources mark");
    const back = event.target.closest?.("#sources .back");
    if (chip) {
      event.preventDefault();
      showQuote(chip);
    } else if (back) {
      showSentence(back.dataset.quote);
    } else if (mark && getSelection().isCollapsed) {
      showSentence(`quote-${mark.closest(".turn").dataset.turn}-${mark.dataset.cite}`);
    }
  });
  for (const [name, hint] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
    document.addEventListener(name, (event) => {
      const chip = chipOf(event);
      if (chip) for (const mark of pieces(chip).marks) mark.classList.toggle("hint", hint);
    });
  }
}
