// Citation chips in the chat and marked quotes in the sources panel find each other. Everything is delegated, since
// Gradio replaces the contents of both at will.
(() => {
  const pieces = (chip) => {
    const id = new URL(chip.href).hash.slice(1);
    const [, turn, number] = id.split("-");
    const section = document.querySelector(`#sources .turn[data-turn="${turn}"]`);
    return { section, marks: section ? [...section.querySelectorAll(`mark[data-cite="${number}"]`)] : [] };
  };
  const goTo = (element) => {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    element.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  };
  const chipsTo = (address) => [...document.querySelectorAll(`#chat a.chip[href="${address}"]`)];
  const chipOf = (event) => event.target.closest?.("#chat a.chip");

  const showQuote = (chip) => {
    const { section, marks } = pieces(chip);
    if (!marks.length) return;
    for (const other of section.parentElement.querySelectorAll(".turn")) other.hidden = other !== section;
    for (const old of document.querySelectorAll("#sources mark.active, #chat a.chip.active")) old.classList.remove("active");
    for (const lit of [...marks, ...chipsTo(chip.getAttribute("href"))]) lit.classList.add("active");
    goTo(marks[0]);
  };
  const showSentence = (mark) => {
    const turn = mark.closest(".turn").dataset.turn;
    // What is said about a quote has its chip too; the one meant is that of the sentence.
    const chips = chipsTo(`#quote-${turn}-${mark.dataset.cite}`);
    const chip = chips.find((one) => !one.closest(".lead, .notices")) ?? chips[0];
    if (!chip) return;
    const folded = chip.closest("details");
    if (folded) folded.open = true;
    goTo(chip);
    chip.focus({ preventScroll: true });
  };

  document.addEventListener("click", (event) => {
    const chip = chipOf(event);
    const mark = event.target.closest?.("#sources mark");
    if (chip) {
      event.preventDefault();
      showQuote(chip);
    } else if (mark && getSelection().isCollapsed) {
      showSentence(mark);
    }
  });
  for (const [name, hint] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
    document.addEventListener(name, (event) => {
      const chip = chipOf(event);
      if (chip) for (const mark of pieces(chip).marks) mark.classList.toggle("hint", hint);
    });
  }

  // Gradio labels each message with its raw HTML, and drops our labels from the chips: say what a reader needs.
  const label = (message) => {
    const name = message.dataset.testid === "user" ? "Question" : "Answer";
    if (message.getAttribute("aria-label") !== name) message.setAttribute("aria-label", name);
    for (const chip of message.querySelectorAll("a.chip:not([aria-label])")) {
      chip.setAttribute("aria-label", `Source ${chip.textContent}, ${chip.title}`);
    }
  };
  let panel = null;
  new MutationObserver(() => {
    for (const message of document.querySelectorAll("#chat [data-testid='user'], #chat [data-testid='bot']")) label(message);
    const shown = document.querySelector("#sources .sources");
    if (shown !== panel) {
      panel = shown;
      document.querySelector("#library")?.scrollTo(0, 0);
    }
  }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["aria-label"] });
})();
