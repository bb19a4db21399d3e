// The page: puts its parts together, and gives them keys and buttons.

import * as citations from "./citations.js";
import * as conversation from "./conversation.js";
import { $, $$, button, closeDialog, copy, download, el, openDialog, slug } from "./elements.js";
import * as filters from "./filters.js";
import { exportConversation, openHistory } from "./history.js";
import * as library from "./library.js";
import * as server from "./server.js";
import { openStored } from "./stored.js";

const THEME = "vesicle-theme";
const TYPES = {
  ris: ["ris", "application/x-research-info-systems"],
  bibtex: ["bib", "application/x-bibtex"],
  csl: ["json", "application/json"],
  bibliography: ["txt", "text/plain"],
  csv: ["csv", "text/csv"],
  markdown: ["md", "text/markdown"],
};

let about = "";
let most = 4000;

export async function start(link) {
  server.connect(link);
  window.vesicleFailed = server.failed; // Gradio's own event calls it
  citations.start();
  wireDialog();
  wireQuestion();
  wireSources();
  wireHeader();
  wireKeys();
  const begun = await begin();
  $(".frame").classList.add("ready");
  if (!begun) return;
  most = begun.most;
  $("#welcome .examples").replaceChildren(
    ...begun.examples.map((one) => button(one, () => conversation.ask(one), { class: "example" })),
  );
  await conversation.start(begun.feedback, showButton);
  followLink();
  library.start(begun.uploads, begin);
}

// What the page says of the library, also when papers have come or gone since.
function showLibrary(begun) {
  about = begun.about;
  $("#colophon").innerHTML = begun.colophon; // made by the server of escaped text
  filters.offer(begun.choices);
  filters.draw();
  library.tell(begun.library);
}

async function begin() {
  try {
    const begun = await server.begin();
    showLibrary(begun);
    return begun;
  } catch (error) {
    $("#colophon").textContent = error.message || "The server does not answer; load the page again";
    return null;
  }
}

// A link may carry a question, and filters with it. The address forgets it, so that a reload does not ask again.
function followLink() {
  const query = new URLSearchParams(location.search);
  const question = query.get("q")?.trim();
  if (!question) return;
  const chosen = filters.fromQuery(query);
  for (const name of ["q", ...Object.keys(chosen)]) query.delete(name);
  const rest = query.toString();
  history.replaceState(null, "", location.pathname + (rest ? `?${rest}` : ""));
  conversation.restart();
  filters.set(chosen);
  if (question.length <= most) conversation.ask(question, chosen);
  else fill(question);
}

function fill(question) {
  $("#question").value = question;
  $("#question").dispatchEvent(new Event("input"));
}

function wireQuestion() {
  const box = $("#question");
  const grow = () => {
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight + 2, 150)}px`;
    $("#asking .problem")?.remove();
    showButton();
  };
  box.addEventListener("input", grow);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      submit();
    } else if (event.key === "ArrowUp" && !box.value) {
      event.preventDefault();
      conversation.editLast();
    }
  });
  $("#asking").addEventListener("submit", (event) => {
    event.preventDefault();
    if (server.isRunning() && !box.value.trim()) server.stop();
    else submit();
  });
  for (const one of $$(".filters")) {
    one.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !one.open) return;
      event.stopPropagation();
      one.open = false;
      $("summary", one).focus();
    });
  }
  document.addEventListener("click", (event) => {
    for (const open of $$(".filters[open], .menu[open]")) if (!open.contains(event.target)) open.open = false;
  });
}

function submit() {
  const box = $("#question");
  const question = box.value.trim();
  if (!question) return;
  if (question.length > most) {
    const counted = question.length.toLocaleString("en");
    const problem = `The question has ${counted} characters, at most ${most.toLocaleString("en")} are read; shorten it.`;
    $("#asking .problem")?.remove();
    $("#asking").prepend(el("p", { class: "problem", role: "alert" }, problem));
    return;
  }
  fill("");
  $("#filters").open = false;
  conversation.ask(question);
}

// The button stops while an answer is on its way and nothing new is typed.
function showButton() {
  const stops = server.isRunning() && !$("#question").value.trim();
  $("#ask").textContent = stops ? "Stop" : "Ask";
  $("#ask").classList.toggle("stops", stops);
}

function wireSources() {
  $("#sources").addEventListener("click", async (event) => {
    const pressed = event.target.closest("button");
    if (pressed?.classList.contains("show")) await openPaper(pressed);
    if (pressed?.classList.contains("copy")) copyReference(pressed.dataset.paper, pressed.closest("article"));
  });
  document.addEventListener("shown", conversation.showExports);
  for (const choice of $$("#export-menu button")) {
    choice.addEventListener("click", () => {
      const turn = conversation.shownTurn();
      const [ending, type] = TYPES[choice.dataset.form];
      download(`vesicle-${slug(turn.question)}.${ending}`, turn.exports[choice.dataset.form], type);
      $("#export-menu").open = false;
      $("#export-menu summary").focus();
    });
  }
}

function openPaper(pressed) {
  const { paper, ordinal, start, spans } = pressed.dataset;
  const text = $("blockquote", pressed.closest("figure, details")).textContent;
  const title = $("h3", pressed.closest("article")).textContent;
  return openStored(title, { paper, ordinal: Number(ordinal), start: Number(start), text, spans });
}

function copyReference(paper, card) {
  const turn = conversation.shownTurn();
  const reference = turn?.references?.[paper];
  if (reference) copy(reference, "Reference");
  else copy([...$$("h3, .authors, .where", card)].map((one) => one.textContent).join(". "), "Reference");
}

function wireHeader() {
  const actions = {
    library: () => (library.isOpen() ? library.close() : library.open()),
    chat: library.close,
    glance: () => {
      const turn = conversation.shownTurn();
      const papers = conversation.papersBehind(turn);
      library.open({ id: turn.id, question: turn.question, papers }, "evidence");
    },
    new: () => {
      library.close();
      conversation.restart();
    },
    history: openHistory,
    export: exportConversation,
    about: () => {
      const text = el("div", { class: "about" });
      text.innerHTML = about; // made by the server of escaped text
      openDialog("About Vesicle", text);
    },
    theme: () => {
      const dark = document.body.classList.toggle("dark");
      localStorage.setItem(THEME, dark ? "dark" : "light");
      showTheme();
    },
    close: closeDialog,
  };
  document.addEventListener("click", (event) => {
    const action = event.target.closest?.("[data-do]")?.dataset.do;
    if (action) actions[action]?.();
  });
  document.body.style.background = "var(--body-background-fill)"; // Gradio's own follows the system alone
  const wanted = localStorage.getItem(THEME);
  if (wanted) document.body.classList.toggle("dark", wanted === "dark");
  showTheme();
}

function showTheme() {
  $("[data-do=theme]").setAttribute("aria-pressed", String(document.body.classList.contains("dark")));
  document.dispatchEvent(new Event("theme"));
}

function wireDialog() {
  const dialog = $("#dialog");
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
}

function wireKeys() {
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !$("#dialog").open) {
      event.preventDefault();
      $(library.isOpen() ? "#looking input" : "#question").focus();
    } else if (event.key === "Escape" && !$("#dialog").open) {
      if ($(".menu[open]")) $(".menu[open]").open = false;
      else if (!conversation.leaveEditing()) server.stop();
    }
  });
}
