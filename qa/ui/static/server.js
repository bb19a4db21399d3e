// What the page asks of the server, by way of Gradio: questions through its queue, the rest by plain calls.

import { newId } from "./elements.js";

const PATIENCE = 30_000;
const DOUBT = 4_000;

let link = null;
let running = null;

export function connect(given) {
  link = given;
  link.watch("value", () => {
    const update = link.props.value;
    if (running && update?.run === running.run) running.told(update);
  });
}

// Asks, and calls told(update) with each thing that is new; the last one has the state "done", "failed" or "stopped".
export function ask(request, told) {
  return new Promise((resolve) => {
    const run = newId();
    let silence = 0;
    let doubt = 0;
    const end = (update) => {
      clearTimeout(silence);
      clearTimeout(doubt);
      running = null;
      told(update);
      resolve();
    };
    const wait = () => {
      clearTimeout(silence);
      clearTimeout(doubt);
      doubt = setTimeout(async () => {
        const trouble = await troubled();
        if (trouble && running?.run === run) lost(trouble);
      }, DOUBT);
      silence = setTimeout(() => lost("No answer came. The server may be busy or gone; ask again"), PATIENCE);
    };
    const lost = (problem) => end({ state: "failed", problem });
    running = {
      run,
      lost,
      stop: () => {
        link.trigger("stop");
        end({ state: "stopped" });
      },
      told: (update) => {
        if (update.state === "done" || update.state === "failed") return end(update);
        wait();
        told(update);
      },
    };
    wait();
    link.trigger("submit", { ...request, run });
  });
}

// Why the server does not answer, as far as its health tells.
async function troubled() {
  try {
    const health = await fetch(`${link.root}/health`, { cache: "no-store" });
    return health.status === 503 ? "The server is being stopped; ask again in a moment" : null;
  } catch {
    return "The server cannot be reached; ask again once it is back";
  }
}

export const stop = () => running?.stop();
export const isRunning = () => running !== null;

// Gradio could not run the question at all.
export const failed = () => running?.lost("The server did not take the question. It may be busy or gone; ask again");

async function call(name, data) {
  const given = await link.server[name](data);
  if (given?.problem) throw new Error(given.problem);
  return given;
}

export const begin = () => call("begin_page", {});
export const after = (id, asked) => call("after_answer", { id, asked });
export const paper = (place) => call("open_paper", place);
export const browse = (what) => call("browse_library", what);
export const timeline = (what) => call("show_timeline", what);
export const map = (what) => call("show_map", what);
export const evidence = (what) => call("evidence_table", what);
export const evidenceCsv = (what) => call("evidence_csv", what);
export const judge = (id, liked) => call("judge_answer", { id, liked });

// Addresses of the app itself, under whatever path it is shown.
export const address = (path) => `${link.root}/${path}`;

// Sends a file; sent(share) tells how much has gone, cancelled(stop) gives the way to stop it.
export function send(file, sent, cancelled) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const fail = (message, again) => reject(Object.assign(new Error(message), { again }));
    request.open("POST", address(`vesicle/papers?name=${encodeURIComponent(file.name)}`));
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.addEventListener("progress", ({ loaded, total }) => sent(total ? loaded / total : 0));
    request.addEventListener("load", () => {
      const told = read(request.responseText);
      if (request.status === 202) resolve(told);
      else fail(told.problem ?? "The server did not take the file", request.status === 503);
    });
    request.addEventListener("error", () => fail(`${file.name}: did not arrive, the connection broke`, true));
    request.addEventListener("abort", () => fail(`${file.name}: not sent`, true));
    cancelled(() => request.abort());
    request.send(file);
  });
}

export async function states(ids) {
  const query = new URLSearchParams(ids.map((id) => ["id", id]));
  const response = await fetch(address(`vesicle/papers?${query}`), { cache: "no-store" });
  if (!response.ok) throw new Error(String(response.status));
  return (await response.json()).files;
}

export async function remove(papers) {
  const response = await fetch(address("vesicle/papers/remove"), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ papers }),
  });
  const told = read(await response.text());
  if (!response.ok) throw new Error(told.problem ?? "The server did not remove it");
  return told;
}

// What was answered, JSON or a line of text.
function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return { problem: text.trim() || undefined };
  }
}
