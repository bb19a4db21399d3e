// What a question, or a look at the library, is narrowed to: years and facets, each a chip that can be taken away.

import { $, button, el } from "./elements.js";

const FURTHER = { vesicle_source: "Source", recipient: "Acting on", target: "Target", effect: "Effect" }; // not offered

let offered = { years: [null, null], filters: [] };

const copyOf = (filters) => JSON.parse(JSON.stringify(filters ?? {}));

// What all filters offer, as the server tells it.
export const offer = (choices) => {
  offered = choices;
};

// Those that a link names, as far as there are such.
export function fromQuery(query) {
  const found = {};
  for (const name of ["since", "until"]) {
    const value = Number.parseInt(query.get(name) ?? "", 10);
    if (value > 0 && value < 10_000) found[name] = value;
  }
  for (const name of [...offered.filters.map(({ name: one }) => one), ...Object.keys(FURTHER)]) {
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
  const labels = { ...FURTHER, ...Object.fromEntries(offered.filters.map(({ name, label }) => [name, label])) };
  const words = (name, value) =>
    name === "since" ? `from ${value}` : name === "until" ? `to ${value}` : `${labels[name] ?? name}: ${value}`;
  return Object.entries(filters ?? {}).flatMap(([name, value]) =>
    [value].flat().map((one) => ({ name, value: one, words: words(name, one) })),
  );
}

// One set of filters. fields, chips: the elements that it fills. changed: called when a reader changed it; focus: the
// element to go to when a chip is taken away.
export function filterSet({ fields, chips, changed = () => {}, focus }) {
  let chosen = {};
  let choices = offered;

  function show() {
    const shown = inWords(chosen).map((one) =>
      el("li", {}, one.words, button("×", () => without(one), { "aria-label": `Remove the filter ${one.words}` })),
    );
    chips.replaceChildren(...shown);
    for (const name of ["since", "until"]) {
      const input = $(`input[name=${name}]`, fields);
      if (input) input.value = chosen[name] ?? "";
    }
  }

  function without({ name, value }) {
    const left = [chosen[name]].flat().filter((one) => one !== value);
    if (left.length && Array.isArray(chosen[name])) chosen[name] = left;
    else delete chosen[name];
    show();
    changed();
    focus.focus();
  }

  function year(name, label) {
    const [first, last] = choices.years;
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
      if (!select.value) return;
      chosen[name] = [...new Set([...(chosen[name] ?? []), select.value])];
      select.value = "";
      show();
      changed();
    });
    return el("label", {}, el("span", {}, label), select);
  }

  return {
    current: () => copyOf(chosen),
    set(filters) {
      chosen = copyOf(filters);
      show();
    },
    // Draw the fields anew, with what there is to choose from; left alone while a reader is in them.
    draw(given = offered) {
      choices = given;
      if (fields.contains(document.activeElement)) return;
      fields.replaceChildren(year("since", "From year"), year("until", "To year"), ...choices.filters.map(field));
      show();
    },
  };
}

// Those of the question, found when they are first needed: the page comes before this module's elements.
let asked = null;
const question = () =>
  (asked ??= filterSet({ fields: $("#filters .fields"), chips: $("#chosen"), focus: $("#question") }));
export const current = () => question().current();
export const set = (filters) => question().set(filters);
export const draw = () => question().draw();
