// Small things that every part of the page needs.

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

// An element: el("button", { class: "copy", "data-form": "ris" }, "Copy"). Text stays text.
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

export function button(label, action, attributes = {}) {
  const made = el("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", action);
  return made;
}

// A name that nothing else has; browsers give a better one by https, or on the machine itself.
export const newId = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;

// An icon, drawn as lines in the colour of the text.
export function icon(path) {
  const drawn = el("span", { class: "icon", "aria-hidden": "true" });
  drawn.innerHTML = `<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8">${path}</svg>`;
  return drawn;
}

// Says something to those who see and to those who hear.
let leaving = 0;
export function say(text) {
  $("#status").textContent = text;
  const toast = $("#toast");
  toast.textContent = text;
  toast.classList.add("shown");
  clearTimeout(leaving);
  leaving = setTimeout(() => toast.classList.remove("shown"), 2500);
}

export const announce = (text) => {
  $("#status").textContent = text;
};

export async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without https there is no clipboard but by way of a selection.
    const area = el("textarea", { readonly: "", class: "unseen" });
    area.value = text;
    ($("dialog[open]") ?? document.body).append(area);
    const before = document.activeElement;
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    before?.focus?.({ preventScroll: true });
    if (!done) return say("The browser does not let this page copy");
  }
  say(`${what} copied`);
}

export function download(name, text, type) {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = el("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

export function goTo(element) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
}

// A dialog, closed by Escape, by its button, and by a click beside it.
export function openDialog(title, ...content) {
  const dialog = $("#dialog");
  $("#dialog-title").textContent = title;
  $("#dialog-body").replaceChildren(...content);
  if (!dialog.open) dialog.showModal();
  $("#dialog-body").scrollTo(0, 0);
}

export const closeDialog = () => $("#dialog").close();

export const slug = (text) =>
  text.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 40) || "answer";
