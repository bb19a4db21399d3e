// The evidence table: of an answer what each sentence rests on, of the library what each study found.

import { button, download, el, say } from "./elements.js";
import * as server from "./server.js";
import { openStored } from "./stored.js";
import { pager, table } from "./table.js";

const WHOSE = { paper: "the paper’s words", summary: "Vesicle’s summary", record: "from the record" };

let order = { sort: "", descending: false };
let page = { of: "", start: 0 };

export async function evidence(context) {
  const of = JSON.stringify([context.scope, context.answer?.id, order]);
  if (page.of !== of) page = { of, start: 0 };
  const wanted = { scope: context.scope, answer: context.answer?.id ?? null, ...order };
  const found = await ofAnswerOrPapers(wanted, page.start);
  const save = button("Save as CSV", async () => {
    try {
      const { csv, name } = await server.evidenceCsv(wanted);
      download(name, csv, "text/csv");
    } catch (error) {
      say(error.message);
    }
  });
  const sorted = (sort, descending) => {
    order = { sort, descending };
    context.show();
  };
  const go = (start) => {
    page.start = start;
    context.show();
  };
  const columns = found.columns.map(({ name, label }) => ({ name, label, cell: (row) => cell(name, row) }));
  return {
    said: found.said,
    nodes: [
      el("p", { class: "said" }, found.said),
      ...(found.total ? [el("p", { class: "tools" }, save)] : []),
      ...(found.total ? [table({ label: "Evidence", columns, rows: found.rows, ...order, sorted })] : []),
      pager({ start: found.start, total: found.total, size: found.page_size, go }),
    ],
  };
}

// The server remembers the last answers alone; of an older one its papers are shown.
async function ofAnswerOrPapers(wanted, start) {
  try {
    return await server.evidence({ ...wanted, start });
  } catch (error) {
    if (!wanted.answer) throw error;
    wanted.answer = null;
    const found = await server.evidence({ ...wanted, start });
    return { ...found, said: `The answer itself is no longer known to the server. Of its papers: ${found.said}` };
  }
}

function cell(name, row) {
  if (name === "paper") return paper(row.paper);
  if (name === "quote") return quote(row);
  const value = row[name];
  return Array.isArray(value) ? value.join(", ") : String(value ?? "");
}

function paper({ title, authors, journal, year }) {
  const where = [authors, journal, year].filter(Boolean).join(" · ");
  return [el("span", { class: "title" }, title), el("p", { class: "authors" }, where)];
}

function quote(row) {
  if (!row.quote) return "";
  const where = [row.section, row.page && `page ${row.page}`, WHOSE[row.whose]].filter(Boolean);
  const open = button("Show", () => openStored(row.paper.title, row.place), { "aria-label": `Show the quote in: ${row.paper.title}` });
  return [el("q", {}, row.quote), el("p", { class: "authors" }, [...new Set(where)].join(" · "), " ", open)];
}
