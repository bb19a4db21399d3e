// Tables: columns that sort, cells that stay readable on a phone, and pages.

import { button, el } from "./elements.js";

// columns: [{ name, label, cell(row), sorts }]; cell gives text or an element. sort, descending: by what the rows are
// sorted. sorted(name, descending): called when a reader wants it otherwise; without it nothing sorts. below(row): what
// stands under a row, over the whole width.
export function table({ label, columns, rows, sort, descending = false, sorted, below }) {
  const heads = columns.map((column) => head(column, column.name === sort, descending, sorted));
  const lines = rows.flatMap((row) => {
    const cells = columns.map(({ label: name, cell }) => el("td", { "data-label": name }, ...[cell(row) ?? ""].flat()));
    const under = below ? [el("tr", { class: "below" }, el("td", { colspan: columns.length }, below(row)))] : [];
    return [el("tr", {}, ...cells), ...under];
  });
  const made = el("table", { "aria-label": label }, el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...lines));
  return el("div", { class: "rows", role: "region", "aria-label": label, tabindex: "0" }, made);
}

function head({ name, label, sorts = true }, isSorted, descending, sorted) {
  const order = isSorted ? (descending ? "descending" : "ascending") : null;
  if (!sorted || !sorts) return el("th", { scope: "col" }, label);
  return el("th", { scope: "col", "aria-sort": order }, button(label, () => sorted(name, isSorted && !descending)));
}

// Which rows of how many are shown, and the way to the others. go(start): shows the page that begins there.
export function pager({ start, total, size, go }) {
  if (total <= size) return el("p", { class: "pager" });
  const shown = `${(start + 1).toLocaleString("en")}–${Math.min(start + size, total).toLocaleString("en")}`;
  const to = (label, at, is) => button(label, () => go(at), { disabled: is ? null : "" });
  return el(
    "p",
    { class: "pager" },
    to("Previous", Math.max(0, start - size), start > 0),
    el("span", {}, `${shown} of ${total.toLocaleString("en")}`),
    to("Next", start + size, start + size < total),
  );
}
