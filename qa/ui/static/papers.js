// The papers of the library, a line each, that opens to what is known of one.

import { $, button, closeDialog, el, openDialog, say } from "./elements.js";
import * as server from "./server.js";
import { openStored } from "./stored.js";
import { pager, table } from "./table.js";

let order = { sort: "title", descending: false };
let page = { of: "", start: 0 };

export async function papers(context) {
  const of = JSON.stringify([context.scope, order]);
  if (page.of !== of) page = { of, start: 0 };
  const found = await server.browse({ scope: context.scope, ...order, start: page.start });
  if (!found.rows.length && page.start) {
    page.start = 0; // those of this page are gone
    return papers(context);
  }
  context.offer(found.choices);
  const said = `${found.total.toLocaleString("en")} of ${found.all.toLocaleString("en")}`;
  const none = "Nothing here fits. Take a word or a filter away.";
  return {
    said,
    nodes: [
      el("p", { class: "said" }, found.total ? said : none),
      ...(found.rows.length ? [rows(found, context)] : []),
      pager({
        start: found.start,
        total: found.total,
        size: found.page_size,
        go: (start) => {
          page.start = start;
          context.show();
        },
      }),
    ],
  };
}

function rows(found, context) {
  const details = new Map(found.rows.map((row) => [row, el("div", { class: "details", hidden: "" })]));
  const columns = [
    { name: "title", label: "Paper", cell: (row) => titled(row, details.get(row), context) },
    { name: "year", label: "Year", cell: (row) => String(row.year ?? "") },
    { name: "kind", label: "Evidence type", cell: (row) => row.study_types.join(", ") },
    { name: "species", label: "Species", sorts: false, cell: (row) => row.species.join(", ") },
    { name: "journal", label: "Journal", cell: (row) => row.journal ?? "" },
    { name: "passages", label: "Passages", cell: (row) => (row.passages ? String(row.passages) : "") },
  ];
  const sorted = (sort, descending) => {
    order = { sort, descending };
    context.show();
  };
  return table({ label: "Papers", columns, rows: found.rows, ...order, sorted, below: (row) => details.get(row) });
}

function titled(row, details, context) {
  const open = button(row.title, () => {
    if (!details.childNodes.length) details.append(...known(row, context));
    details.hidden = !details.hidden;
    open.setAttribute("aria-expanded", String(!details.hidden));
  }, { class: "title", "aria-expanded": "false" });
  const marks = [];
  if (row.status_said) marks.push(el("span", { class: row.status === "retracted" ? "badge retracted" : "badge" }, row.status_said));
  if (row.summary) marks.push(el("span", { class: "badge" }, "Vesicle’s summary"));
  if (row.kind === "reference") marks.push(el("span", { class: "badge" }, "listed by other papers"));
  return [open, el("p", { class: "authors" }, ...[row.authors, ...marks].filter(Boolean))];
}

function known(row, context) {
  const facets = Object.entries(row.facets).filter(([, values]) => values.length);
  const lines = facets.map(([name, values]) => el("div", {}, el("dt", {}, name), el("dd", {}, values.join(", "))));
  const links = [
    row.doi && link(`https://doi.org/${encodeURI(row.doi)}`, `doi:${row.doi}`),
    row.pmid && link(`https://pubmed.ncbi.nlm.nih.gov/${encodeURIComponent(row.pmid)}/`, `PubMed ${row.pmid}`),
    row.pmcid && link(`https://pmc.ncbi.nlm.nih.gov/articles/${encodeURIComponent(row.pmcid)}/`, row.pmcid),
  ].filter(Boolean);
  const tools = el("p", { class: "tools" }, ...links);
  if (row.passages) tools.append(button("Read what is stored", () => openStored(row.title, { paper: row.id })));
  if (context.allowed && row.kind !== "reference") tools.append(button("Remove …", () => confirmRemoval(row, context), { class: "remove" }));
  return [...(lines.length ? [el("dl", { class: "facets" }, ...lines)] : []), tools];
}

const link = (address, label) => el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, label);

function confirmRemoval(row, context) {
  const remove = button("Remove it", async () => {
    remove.disabled = true;
    remove.textContent = "Removing …";
    try {
      const { removed, problems } = await server.remove([row.id]);
      if (!removed.length) throw new Error(problems[0]);
    } catch (error) {
      remove.replaceWith(el("span", { class: "problem", role: "alert" }, error.message));
      return;
    }
    closeDialog();
    say("Removed from the library");
    await context.refreshed();
  }, { class: "danger" });
  openDialog(
    "Remove from the library?",
    el("p", {}, el("strong", {}, row.title)),
    el("p", {}, "No answer will rest on it any more, for anybody who uses this library. Its file, if it was added here, is deleted."),
    el("p", { class: "tools" }, remove, button("Keep it", closeDialog)),
  );
  $("#dialog .tools button:last-child").focus();
}
