// The library: what is in it, searched and narrowed, and seen in four ways. It stands in place of the conversation.

import * as conversation from "./conversation.js";
import { $, $$, announce, button, el } from "./elements.js";
import { evidence } from "./evidence.js";
import { filterSet } from "./filters.js";
import { papers } from "./papers.js";
import { clear, map, timeline } from "./pictures.js";
import * as uploads from "./uploads.js";

const ADDRESS = "#library";
const TYPING = 250;
const WAYS = { papers, timeline, map, evidence };

let way = "papers";
let answer = null; // whose papers are shown: { id, question, papers }
let filters = null;
let asked = 0;
let allowed = false;
let changed = () => {};

// uploads allowed: whether papers can be added and removed. whenChanged: called when they were.
export function start(allowUploads, whenChanged) {
  allowed = allowUploads;
  changed = whenChanged;
  const search = $("#looking input[type=search]");
  filters = filterSet({ fields: $("#looking .fields"), chips: $("#looking .chosen"), changed: show, focus: search });
  filters.draw();
  let typing = 0;
  search.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(show, TYPING);
  });
  $("#looking input[type=checkbox]").addEventListener("change", show);
  $("#looking").addEventListener("submit", (event) => event.preventDefault());
  for (const tab of $$("#tabs [role=tab]")) tab.addEventListener("click", () => turnTo(tab.dataset.tab));
  $("#tabs").addEventListener("keydown", moveAmongTabs);
  document.addEventListener("theme", () => isOpen() && $("#view .picture") && show());
  window.addEventListener("hashchange", arrive);
  if (allowed) uploads.start($("#add-papers"), $("#uploads"), refreshed);
  arrive();
}

export const isOpen = () => !$("#library").hidden;

// Shows the library as a whole, or the papers behind an answer.
export function open(behind = null, which = way) {
  answer = behind;
  way = which;
  if (location.hash === ADDRESS) arrive();
  else location.hash = ADDRESS;
}

export function close() {
  if (location.hash === ADDRESS) history.pushState(null, "", location.pathname + location.search);
  arrive();
}

// Papers have come or gone.
export async function refreshed() {
  await changed();
  if (isOpen()) await show();
}

function arrive() {
  const opens = location.hash === ADDRESS;
  if (!opens && !isOpen()) return;
  $("#library").hidden = !opens;
  $("#desk").hidden = opens;
  $("[data-do=library]").setAttribute("aria-pressed", String(opens));
  $(".skip").textContent = opens ? "Skip to the library" : "Skip to the question";
  $(".skip").href = opens ? "#library-title" : "#question";
  if (!opens) return $("#question").focus();
  $("#library-title").focus();
  show();
}

function moveAmongTabs(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const tabs = $$("#tabs [role=tab]");
  const next = tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length];
  turnTo(next.dataset.tab);
  next.focus();
}

function turnTo(which) {
  way = which;
  show();
}

// What the ways need of the library.
const context = () => ({
  scope: {
    words: $("#looking input[type=search]").value,
    filters: filters.current(),
    papers: answer?.papers ?? null,
    references: $("#looking input[type=checkbox]").checked,
  },
  answer,
  allowed,
  show,
  refreshed,
  narrow(added, which) {
    filters.set({ ...filters.current(), ...added });
    turnTo(which);
  },
  // Asks what a picture offers, of the papers that it is about.
  ask({ question, filters: of }) {
    close();
    conversation.ask(question, of);
  },
  offer: (choices) => filters.draw(choices),
});

async function show() {
  const ticket = ++asked;
  for (const tab of $$("#tabs [role=tab]")) {
    const is = tab.dataset.tab === way;
    tab.setAttribute("aria-selected", String(is));
    tab.tabIndex = is ? 0 : -1;
  }
  const view = $("#view");
  view.setAttribute("aria-labelledby", `tab-${way}`);
  view.setAttribute("aria-busy", "true");
  showAnswer();
  let shown;
  try {
    shown = await WAYS[way](context());
  } catch (error) {
    shown = { nodes: [el("p", { class: "problem", role: "alert" }, error.message || "The server does not answer; try again")] };
  }
  if (ticket !== asked) return;
  clear(view); // of what a picture listens to
  view.replaceChildren(...shown.nodes);
  view.setAttribute("aria-busy", "false");
  if (shown.said) announce(shown.said);
  await shown.draw?.();
}

function showAnswer() {
  $("#behind")?.remove();
  if (!answer) return;
  const whole = () => {
    answer = null;
    show();
    $("#looking input[type=search]").focus();
  };
  const close = button("×", whole, { "aria-label": "Show the whole library" });
  const chip = el("li", {}, `Papers behind: ${answer.question}`, close);
  $("#looking").append(el("ul", { class: "chosen", id: "behind", "aria-label": "Answer" }, chip));
}

// What the library is: how much there is in it, of when, and by which model it is searched.
export function tell(about) {
  const count = (number, one, many = `${one}s`) => (number ? `${number.toLocaleString("en")} ${number === 1 ? one : many}` : "");
  $("#holdings").textContent = [
    count(about.papers, "paper"),
    count(about.digests, "summary", "summaries"),
    count(about.references, "listed reference"),
    count(about.passages, "passage"),
    `built ${about.built}`,
    `embedder ${about.embedder.split(/[\\/]/).at(-1)}`,
  ].filter(Boolean).join(" · ");
}
