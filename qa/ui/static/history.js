// The conversations of this browser: open one, delete one, delete all; and the current one as a file.

import * as conversation from "./conversation.js";
import { button, closeDialog, download, el, openDialog, say, slug } from "./elements.js";
import * as store from "./store.js";

export async function openHistory() {
  const kept = (await store.all()).filter(({ turns }) => turns.length);
  if (!kept.length) return openDialog("History", el("p", {}, "No conversation yet. They are kept in this browser alone."));
  const list = el("ul", { class: "history" }, ...kept.map(line));
  const clear = button("Delete all", async () => {
    if (!clear.dataset.sure) {
      clear.dataset.sure = "yes";
      clear.textContent = "Really delete all of them";
      return;
    }
    await store.clear();
    conversation.restart();
    closeDialog();
    say("All conversations deleted");
  });
  openDialog("History", el("p", {}, "Kept in this browser alone."), list, el("p", { class: "tools" }, clear));
}

function line(one) {
  const title = one.turns[0].question.slice(0, 160);
  const when = new Date(one.updated).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
  const count = one.turns.length === 1 ? "1 question" : `${one.turns.length} questions`;
  const open = button(title, () => {
    closeDialog();
    conversation.open(one);
  });
  const remove = button("Delete", async () => {
    await store.remove(one.id);
    if (conversation.isCurrent(one.id)) conversation.restart();
    openHistory();
  }, { "aria-label": `Delete: ${title}` });
  return el("li", {}, el("div", {}, open, el("small", {}, `${when} · ${count}`)), remove);
}

export function exportConversation() {
  const turns = conversation.turns();
  if (!turns.length) return say("There is nothing to export yet");
  const parts = turns.map((turn) => turn.exports?.markdown ?? `# ${literal(turn.question)}\n\n${literal(turn.text ?? "Not answered.")}\n`);
  const day = new Date().toISOString().slice(0, 10);
  download(`vesicle-${day}-${slug(turns[0].question)}.md`, parts.join("\n---\n\n"), "text/markdown");
  say("Conversation exported");
}

const literal = (text) => text.replace(/[\\`*_{}[\]<>&#|~$^@]/g, "\\$&");
