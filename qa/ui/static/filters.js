// What a question is narrowed to: years and facets, each a chip that can be taken away.

import { $, button, el } from "./elements.js";

let offered = { years: [null, null], filters: [] };
let chosen = {};
let changed = () => {};

export const current = () => JSON.parse(JSON.stringify(chosen));

export function start(choices, whenChanged) {
  offered = choices;
  changed = whenChanged;
  const fields = $("#filters .fields");
  fields.replaceChildren(year("since", "From year"), year("until", "To year"), ...offered.filters.map(field));
}

export function set(filters) {
  chosen = JSON.parse(JSON.stringify(filters ?? {}));
  show();
}

// Those that a link names, as far as there are such.
export function fromQuery(query) {
  const found = {};
  for (const name of ["since", "until"]) {
    const value = Number.parseInt(query.get(name) ?? "", 10);
    if (value > 0 && value < 10_000) found[name] = value;
  }
  for (const { name } of offered.filters) {
    const values = query.getAll(name).filter(Boolean).slice(0, 20);
    if (values.length) found[name] = values;
  }
  return found;
}

export function toQuery(filters, query) {
  for (const [name, value] of Object.entries(filters ?? {})) {
    for (const one of [value].flat()) query.append(name, one);
  }
  return query;
}

// Each filter as words: [{name, value, words}].
export function inWords(filters) {
  const labels = Object.fromEntries(offered.filters.map(({ name, label }) => [name, label]));
  const words = (name, value) =>
    name === "since" ? `from ${value}` : name === "until" ? `to ${value}` : `${labels[name] ?? name}: ${value}`;
  return Object.entries(filters ?? {}).flatMap(([name, value]) =>
    [value].flat().map((one) => ({ name, value: one, words: words(name, one) })),
  );
}

function year(name, label) {
  const [first, last] = offered.years;
  const input = el("input", { type: "number", name, min: 1800, max: 2100, step: 1, inputmode: "numeric" });
  input.placeholder = (name === "since" ? first : last) ?? "";
  input.addEventListener("change", () => {
    const value = Number.parseInt(input.value, 10);
    if (value >= 1800 && value <= 2100) chosen[name] = value;
    else delete chosen[name];
    show();
    changed();
  });
  return el("label", {}, el("span", {}, label), input);
}

function field({ name, label, values }) {
  const options = values.map(([value, papers]) => el("option", { value }, `${value} (${papers})`));
  const select = el("select", { name }, el("option", { value: "" }, "any"), ...options);
  select.addEventListener("change", () => {
    if (select.value) {
      chosen[name] = [...new Set([...(chosen[name] ?? []), select.value])];
      select.value = "";
      show();
      changed();
    }
  });
  return el("label", {}, el("span", {}, label), select);
}

function without({ name, value }) {
  const left = [chosen[name]].flat().filter((one) => one !== value);
  if (left.length && Array.isArray(chosen[name])) chosen[name] = left;
  else delete chosen[name];
  show();
  changed();
  $("#question").focus();
}

function show() {
  const chips = inWords(chosen).map((one) =>
    el("li", {}, one.words, button("×", () => without(one), { "aria-label": `Remove the filter ${one.words}` })),
  );
  $("#chosen").replaceChildren(...chips);
  for (const name of ["since", "until"]) {
    const input = $(`#filters input[name=${name}]`);
    if (input) input.value = chosen[name] ?? "";
  }
}
