// Papers that a reader adds: each file is sent, then read and indexed by the server, and told of in a line.

import { $, announce, button, el } from "./elements.js";
import * as server from "./server.js";

const KEPT = "vesicle-uploads";
const LARGEST = 64_000_000;
const AT_ONCE = 2;
const EVERY = 800;
const ENDINGS = ".pdf,.xml,.nxml,.ris,.bib,.nbib,.jsonl,.json,.html,.htm,.txt,.md,.gz";

const OVER = new Set(["done", "failed", "gone"]);
const RESTARTED = "The server was started anew meanwhile; look for the paper in the library";

const waiting = []; // { file, line }
const reading = new Map(); // id -> line
let sending = 0;
let asking = false;
let whenAdded = async () => {};

// opener: the button that shows the panel. added: called when papers have come.
export function start(opener, panel, added) {
  whenAdded = added;
  const input = el("input", { type: "file", multiple: "", accept: ENDINGS, id: "files" });
  const drop = el(
    "label",
    { class: "drop", for: "files" },
    el("strong", {}, "Choose files, or drop them here"),
    el("span", {}, "PDF, XML (JATS, PubMed), RIS, BibTeX, nbib, JSON Lines; at most 64 MB each. Whoever uses this library finds what you add."),
    input,
  );
  panel.append(drop, el("ul", { class: "files", "aria-label": "Files" }));
  input.addEventListener("change", () => {
    add(input.files);
    input.value = "";
  });
  for (const name of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", name === "dragover");
      if (name === "drop") add(event.dataTransfer.files);
    });
  }
  opener.hidden = false;
  opener.addEventListener("click", () => show(opener, panel, panel.hidden));
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
  for (const { id, name } of kept) reading.set(id, lineOf(name, "Waiting"));
  if (kept.length) {
    $("#uploads .files").append(...[...reading.values()].map(({ item }) => item));
    show(opener, panel, true);
    follow();
  }
}

function show(opener, panel, is) {
  panel.hidden = !is;
  opener.setAttribute("aria-expanded", String(is));
  if (is) $("input", panel).focus();
}

function add(files) {
  const lines = [...files].map((file) => ({ file, line: lineOf(file.name, "Waiting to be sent") }));
  $("#uploads .files").prepend(...lines.map(({ line }) => line.item));
  for (const { file, line } of lines) {
    if (file.size > LARGEST) line.fail(`${file.name}: has ${(file.size / 1e6).toFixed(0)} MB, at most 64 can be sent; split it, or add it on the server`);
    else waiting.push({ file, line });
  }
  pump();
}

function pump() {
  while (sending < AT_ONCE && waiting.length) send(waiting.shift());
}

async function send({ file, line }) {
  sending += 1;
  try {
    const kept = await server.send(file, line.sent, line.cancelled);
    reading.set(kept.id, line);
    line.tell({ said: "Received; waits to be read" });
    remember();
    follow();
  } catch (error) {
    line.fail(error.message, error.again ? () => retry(file, line) : null);
  } finally {
    sending -= 1;
    pump();
  }
}

function retry(file, line) {
  waiting.push({ file, line });
  line.tell({ said: "Waiting to be sent" });
  pump();
}

// Asks how far the server is, until there is nothing left to ask about.
async function follow() {
  if (asking) return;
  asking = true;
  while (reading.size) {
    await new Promise((wake) => setTimeout(wake, EVERY));
    const asked = [...reading.keys()]; // more may come while the answer does
    try {
      if (tell(asked, await server.states(asked))) await whenAdded();
    } catch {
      for (const line of reading.values()) line.tell({ said: "The server does not answer; trying again" });
    }
  }
  asking = false;
}

// Tells what became of files; whether papers have come.
function tell(asked, files) {
  let came = false;
  const known = new Map(files.map((one) => [one.id, one]));
  for (const id of asked) {
    const one = known.get(id) ?? { state: "gone", said: RESTARTED };
    reading.get(id).tell(one);
    if (!OVER.has(one.state)) continue;
    announce(`${reading.get(id).name}: ${one.said}`);
    reading.delete(id);
    came ||= Boolean(one.added || one.updated);
  }
  remember();
  return came;
}

const remember = () =>
  sessionStorage.setItem(KEPT, JSON.stringify([...reading].map(([id, { name }]) => ({ id, name }))));

// One line: the name of a file, how far it is, what came of it.
function lineOf(name, said) {
  const bar = el("progress", { max: "1", "aria-label": `Progress of ${name}` });
  bar.value = 0;
  const state = el("span", { class: "state" }, said);
  const more = el("ul", {});
  const act = el("span", { class: "tools" });
  const item = el("li", {}, el("span", { class: "name" }, name), bar, state, act, more);
  const line = {
    name,
    item,
    sent(share) {
      bar.value = share;
      state.textContent = share < 1 ? `Sending, ${Math.floor(100 * share)} %` : "Sent";
    },
    cancelled(stop) {
      act.replaceChildren(button("Cancel", stop, { "aria-label": `Cancel sending ${name}` }));
    },
    tell({ state: is = "", said, step, done, total, papers = [], problems = [] }) {
      item.dataset.state = is;
      act.replaceChildren();
      state.textContent = said;
      more.replaceChildren(
        ...papers.map(({ title }) => el("li", {}, title)),
        ...problems.filter((one) => one !== said).map((one) => el("li", { class: "problem" }, one)),
      );
      bar.hidden = OVER.has(is);
      if (!bar.hidden) {
        if (step && total > 1) bar.value = done / total;
        else bar.removeAttribute("value");
      }
    },
    fail(problem, again) {
      line.tell({ state: "failed", said: problem });
      if (again) act.append(button("Try again", again, { "aria-label": `Try again to send ${name}` }));
      announce(problem);
    },
  };
  return line;
}
