// The conversation on the page: its turns, what they look like, and how one is asked, stopped, asked again, changed.

import * as citations from "./citations.js";
import { $, $$, announce, button, copy, el, icon, newId, say } from "./elements.js";
import * as filters from "./filters.js";
import * as server from "./server.js";
import * as store from "./store.js";

const CURRENT = "vesicle-conversation";
const UNSAVED = "vesicle-unsaved";
const TRIES = 2;
const THUMB = '<path d="M7 11v9H4v-9zM7 11l4-8c2 0 3 1 3 3l-1 4h6c1 0 2 1 2 2l-2 7c0 1-1 1-2 1H7"/>';

let conversation = fresh();
let feedback = false;
let changed = () => {};
let editing = null;
let saves = 0;

function fresh() {
  return { id: newId(), updated: Date.now(), turns: [] };
}

const ended = (turn) => ["done", "failed", "stopped"].includes(turn.state);
const exchangeOf = (turn) => $(`#exchanges .exchange[data-turn="${turn.number}"]`);
const sectionOf = (turn) => $(`#sources .turn[data-turn="${turn.number}"]`);
export const turns = () => conversation.turns;
export const isCurrent = (id) => conversation.id === id;
export const shownTurn = () => {
  const section = $("#sources .turn:not([hidden])");
  return conversation.turns.find((turn) => String(turn.number) === section?.dataset.turn);
};

// whenChanged: called when a question begins or ends. likes: whether the server keeps likes.
export async function start(likes, whenChanged) {
  feedback = likes;
  changed = whenChanged;
  const id = sessionStorage.getItem(CURRENT);
  const unsaved = JSON.parse(sessionStorage.getItem(UNSAVED));
  const kept = unsaved?.id === id ? unsaved : id ? await store.load(id) : null;
  if (kept) open(kept);
  else show();
}

// Shows a conversation. A question that had no answer yet when the page was left is asked again.
export function open(kept) {
  server.stop();
  stopEditing();
  conversation = kept;
  sessionStorage.setItem(CURRENT, conversation.id);
  for (const turn of conversation.turns) {
    if (ended(turn)) continue;
    turn.state = (turn.tries ?? 0) < TRIES ? "queued" : "stopped";
  }
  filters.set(conversation.turns.at(-1)?.filters ?? {});
  show();
  next();
}

export function restart() {
  server.stop();
  stopEditing();
  conversation = fresh();
  sessionStorage.removeItem(CURRENT);
  filters.set({});
  show();
  $("#question").focus();
}

export function ask(question, chosen = filters.current()) {
  if (editing !== null) cutFrom(editing);
  stopEditing();
  const number = (conversation.turns.at(-1)?.number ?? 0) + 1;
  add({ number, question: question.trim(), filters: chosen, state: "queued", tries: 0 });
}

export function edit(turn) {
  stopEditing();
  editing = turn;
  const box = $("#question");
  box.value = turn.question;
  box.dispatchEvent(new Event("input"));
  filters.set(turn.filters);
  exchangeOf(turn)?.classList.add("edited");
  const note = el("p", { id: "editing" }, "The question is asked anew; what came after it is removed. ");
  note.append(button("Leave it as it was", leaveEditing));
  $("#asking").prepend(note);
  box.focus();
}

export function leaveEditing() {
  if (editing === null) return false;
  $("#question").value = "";
  $("#question").dispatchEvent(new Event("input"));
  stopEditing();
  return true;
}

export function editLast() {
  const last = conversation.turns.findLast(ended);
  if (last && !server.isRunning()) edit(last);
}

function stopEditing() {
  editing = null;
  $("#editing")?.remove();
  for (const one of $$(".exchange.edited")) one.classList.remove("edited");
}

function again(turn) {
  if (server.isRunning()) return;
  cutFrom(turn);
  add({ number: turn.number, question: turn.question, filters: turn.filters, state: "queued", tries: 0 });
}

function cutFrom(turn) {
  if (conversation.turns.some((one) => one.number >= turn.number && one.state === "working")) server.stop();
  for (const gone of conversation.turns.filter((one) => one.number >= turn.number)) {
    exchangeOf(gone)?.remove();
    sectionOf(gone)?.remove();
  }
  conversation.turns = conversation.turns.filter((one) => one.number < turn.number);
}

function add(turn) {
  conversation.turns.push(turn);
  $("#exchanges").append(exchange(turn));
  arrange();
  exchangeOf(turn).scrollIntoView({ block: "start" });
  keep();
  next();
}

async function next() {
  if (server.isRunning()) return;
  const turn = conversation.turns.find((one) => one.state === "queued");
  if (!turn) return changed();
  const asked = conversation;
  turn.state = "working";
  turn.tries += 1;
  turn.steps = ["Searching the library"];
  refresh(turn);
  keep();
  const before = asked.turns.filter((one) => one.number < turn.number && one.state === "done");
  const answered = server.ask(
    {
      number: turn.number,
      question: turn.question,
      filters: turn.filters,
      history: before.map(({ id, question, text }) => ({ id, question, text })),
    },
    (update) => {
      Object.assign(turn, update);
      if (asked === conversation) refresh(turn);
    },
  );
  changed();
  await answered;
  changed();
  if (asked === conversation && turn.state === "done") told(turn);
  asked.updated = Date.now();
  await store.save(asked);
  if (asked === conversation) next();
  if (turn.state === "done") await follow(turn, asked);
}

// What an answer is good for, once it is read: other forms of it, and where to go from there.
async function follow(turn, asked) {
  try {
    const found = await server.after(turn.id, asked.turns.map(({ question }) => question));
    Object.assign(turn, found);
  } catch {
    return;
  }
  await store.save(asked);
  if (asked === conversation && conversation.turns.includes(turn)) refresh(turn);
}

// Until it is saved, which takes a moment, a copy is kept that a reload in that moment finds.
async function keep() {
  conversation.updated = Date.now();
  sessionStorage.setItem(CURRENT, conversation.id);
  const save = ++saves;
  try {
    sessionStorage.setItem(UNSAVED, JSON.stringify(conversation));
  } catch {
    sessionStorage.removeItem(UNSAVED); // too long for it
  }
  await store.save(conversation);
  if (save === saves) sessionStorage.removeItem(UNSAVED);
}

function show() {
  $("#exchanges").replaceChildren(...conversation.turns.map(exchange));
  $("#sources").replaceChildren();
  for (const turn of conversation.turns) refresh(turn);
  arrange();
  exchangeOf(conversation.turns.at(-1) ?? {})?.scrollIntoView({ block: "start" });
}

function arrange() {
  const empty = conversation.turns.length === 0;
  $("#welcome").hidden = !empty;
  const any = $("#sources .turn") !== null;
  $("#no-sources").hidden = any;
  showExports();
}

// Where nothing is cited there are no references, and nothing to be seen at a glance.
export function showExports() {
  const turn = shownTurn();
  $("#export-menu").hidden = !turn?.exports?.ris;
  $("#glance").hidden = !turn || !ended(turn) || !$("mark[data-cite]", sectionOf(turn));
}

// Ids of the papers that are shown beside an answer.
export const papersBehind = (turn) => [...new Set($$("[data-paper]", sectionOf(turn)).map((one) => one.dataset.paper))];

function exchange(turn) {
  const question = el("h2", { class: "question" }, turn.question);
  const chips = filters.inWords(turn.filters).map(({ words }) => el("li", {}, words));
  const asked = el("div", { class: "asked" }, question);
  if (chips.length) asked.append(el("ul", { class: "chosen", "aria-label": "Filters of this question" }, ...chips));
  asked.append(
    el(
      "div",
      { class: "tools" },
      button("Edit", () => edit(turn)),
      button("Copy link", () => copyLink(turn)),
    ),
  );
  return el(
    "article",
    { class: "exchange", "data-turn": turn.number, "aria-label": `Question ${turn.number}` },
    asked,
    el("p", { class: "steps" }),
    el("div", { class: "reply" }),
    el("div", { class: "tools of-answer" }),
    el("div", { class: "suggestions" }),
  );
}

function refresh(turn) {
  const shown = exchangeOf(turn);
  if (!shown) return;
  shown.dataset.state = turn.state;
  const steps = $(".steps", shown);
  const said = turn.state === "queued" ? ["Waits for the answer before it"] : turn.problem ? [] : (turn.steps ?? []);
  steps.textContent = said.join(" · ");
  const reply = $(".reply", shown);
  const html = turn.answer ?? "";
  if (reply.shownHtml !== html) {
    reply.innerHTML = html; // made by the server of escaped text
    reply.shownHtml = html;
  }
  for (const old of $$(".ended, .writing", shown)) old.remove();
  if (turn.writing && !ended(turn)) reply.after(el("p", { class: "writing" }, `${turn.writing} …`));
  if (turn.state === "stopped") reply.after(el("p", { class: "ended" }, "Stopped."));
  if (turn.problem) reply.after(el("p", { class: "ended", role: "alert" }, `${turn.problem}.`));
  if (ended(turn)) $(".tools.of-answer", shown).replaceChildren(...tools(turn));
  const suggested = (turn.suggestions ?? []).map((one) => button(one, () => ask(one), { class: "suggestion" }));
  const label = suggested.length ? [el("p", {}, "Suggested questions")] : [];
  $(".suggestions", shown).replaceChildren(...label, ...suggested);
  sources(turn);
  arrange();
}

function sources(turn) {
  if (!turn.sources) return;
  let section = sectionOf(turn);
  if (section?.shownHtml === turn.sources) return;
  const isNew = !section;
  section ??= el("section", { class: "turn", "data-turn": turn.number });
  section.innerHTML = turn.sources; // made by the server of escaped text
  section.shownHtml = turn.sources;
  if (!isNew) return;
  $("#sources").append(section);
  citations.showTurn(section);
  $("#cited").scrollTo(0, 0);
}

function tools(turn) {
  const made = [];
  if (turn.state === "done") {
    made.push(button("Copy", () => copy(turn.exports?.text ?? turn.text, "Answer")));
  }
  made.push(button("Retry", () => again(turn), { class: "retry" }));
  if (turn.state === "done" && feedback) made.push(...thumbs(turn));
  return made;
}

function thumbs(turn) {
  const why = "keeps question and answer on the server";
  return [true, false].map((liked) => {
    const name = liked ? "Like" : "Dislike";
    return button(icon(liked ? THUMB : `<g transform="rotate(180 12 12)">${THUMB}</g>`), () => judge(turn, liked), {
      "aria-label": name,
      "aria-pressed": String(turn.liked === liked),
      title: `${name} (${why})`,
    });
  });
}

async function judge(turn, liked) {
  try {
    await server.judge(turn.id, liked);
  } catch (error) {
    return say(error.message);
  }
  turn.liked = liked;
  refresh(turn);
  keep();
  say("Thank you");
}

function copyLink(turn) {
  const query = filters.toQuery(turn.filters, new URLSearchParams({ q: turn.whole ?? turn.question }));
  copy(`${location.origin}${location.pathname}?${query}`, "Link to the question");
}

function told(turn) {
  const section = sectionOf(turn);
  const papers = section ? $$("article.paper", section).length : 0;
  const quotes = section ? $$("mark[data-first]", section).length : 0;
  announce(quotes ? `Answered, with ${quotes} quotes from ${papers} papers` : "Answered, without quotes");
}
