// Evidence at a glance: pictures that Plotly draws of what the server counts, each with its table behind it.

import { $$, button, el, slug } from "./elements.js";
import * as server from "./server.js";
import { table } from "./table.js";

const LEAST_HEIGHT = 420;
const FRAME_HEIGHT = 375; // of what stands above a picture, and below
let loading = null;

// Plotly is large, and only fetched when somebody wants a picture.
function plotly() {
  loading ??= new Promise((resolve, reject) => {
    const script = el("script", { src: server.address("vesicle/plotly.min.js") });
    script.addEventListener("load", () => resolve(window.Plotly));
    script.addEventListener("error", () => {
      loading = null;
      script.remove();
      reject(new Error("The pictures could not be loaded; try again"));
    });
    document.head.append(script);
  });
  return loading;
}

// Has the pictures in an element let go of the window.
export function clear(view) {
  for (const old of $$(".picture", view)) window.Plotly?.purge(old);
}

export async function timeline(context) {
  const found = await server.timeline({ scope: context.scope });
  const columns = [
    { name: "year", label: "Year", cell: (row) => String(row.year) },
    { name: "study_type", label: "Evidence type", cell: (row) => row.study_type },
    { name: "papers", label: "Papers", cell: (row) => String(row.papers) },
    { name: "titles", label: "Among them", cell: (row) => titles(row) },
  ];
  const narrow = ({ customdata }) =>
    customdata &&
    context.narrow({ since: customdata.year, until: customdata.year, study_types: [customdata.study_type] }, "papers");
  return picture({ name: "timeline", found, columns, clicked: narrow, hint: "A point shows its papers." });
}

export async function map(context) {
  const found = await server.map({ scope: context.scope });
  const columns = [
    { name: "vesicle_source", label: "Vesicles of", cell: (row) => [row.vesicle_source].flat().join(", ") },
    { name: "cargo", label: "Cargo", cell: (row) => row.cargo ?? "" },
    { name: "target", label: "Target", cell: (row) => row.target ?? "" },
    { name: "macrophage_effect", label: "Macrophages", cell: (row) => row.macrophage_effect ?? "" },
    { name: "papers", label: "Papers", cell: (row) => String(row.papers) },
    { name: "titles", label: "Among them", cell: (row) => titles(row) },
    {
      name: "ask",
      label: "Question",
      cell: (row) => (row.question ? button(row.question, () => context.ask(row), { class: "suggestion" }) : ""),
    },
  ];
  const ask = (point) => {
    const all = point.source === undefined ? found.nodes : found.links;
    if (all[point.pointNumber]?.question) context.ask(all[point.pointNumber]);
  };
  return picture({ name: "map", found, columns, clicked: ask, hint: "A name or a coloured band asks about it; grey stands for many." });
}

const titles = (row) => el("ul", {}, ...row.titles.map((one) => el("li", {}, one)));

function picture({ name, found, columns, clicked, hint }) {
  if (!found.charted) return { said: found.said, nodes: [el("p", { class: "said" }, found.said)] };
  const height = Math.min(found.figure.layout.height, Math.max(LEAST_HEIGHT, innerHeight - FRAME_HEIGHT));
  const drawn = el("div", { class: "picture", role: "img", "aria-label": found.said, id: `picture-${name}` });
  const save = button("Save as a picture", async () => {
    const width = Math.round(drawn.clientWidth);
    (await plotly()).downloadImage(drawn, { format: "png", width, height, scale: 2, filename: `vesicle-${slug(name)}` });
  });
  const behind = el("details", { class: "behind" }, el("summary", {}, "The same as a table"));
  behind.append(table({ label: "What the picture shows", columns, rows: found.rows }));
  return {
    said: found.said,
    nodes: [
      el("p", { class: "said" }, `${found.said} ${hint}`),
      el("div", { class: "scrolls", tabindex: "0", role: "group", "aria-label": "The picture" }, drawn),
      el("p", { class: "tools" }, save),
      behind,
    ],
    draw: async () => {
      const { data, layout } = dressed(found.figure, height);
      await (await plotly()).newPlot(drawn, data, layout, { displayModeBar: false, responsive: true });
      drawn.on("plotly_click", ({ points }) => clicked(points[0]));
    },
  };
}

// A figure in the colours and the type of the page as it is now, light or dark.
function dressed({ data, layout }, height) {
  const style = getComputedStyle(document.querySelector("#page"));
  const of = (name) => style.getPropertyValue(name).trim();
  const [ink, line, ground] = [of("--body-text-color"), of("--border-color-primary"), of("--body-background-fill")];
  const axis = { gridcolor: line, linecolor: line, zerolinecolor: line, tickcolor: line };
  const font = { color: ink, family: style.fontFamily, size: 13 };
  const dress = {
    height,
    font,
    paper_bgcolor: ground,
    plot_bgcolor: ground,
    hoverlabel: { bgcolor: ground, bordercolor: line, font, align: "left" },
  };
  const axes = layout.xaxis ? { xaxis: { ...layout.xaxis, ...axis }, yaxis: { ...layout.yaxis, ...axis } } : {};
  return {
    data: data.map((one) => (one.type === "sankey" ? { ...one, textfont: font } : one)),
    layout: { ...layout, ...dress, ...axes },
  };
}
