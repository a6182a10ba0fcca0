// The first words: the result as the page brings it along, drawn by the components that draw it later as well, while
// Streamlit still starts. Nobody answers a click here yet, so each leads to the address that it stands for.
import { Bar } from "./bar.js";
import { el } from "./dom.js";
import { Intro } from "./intro.js";
import { List } from "./list.js";
import { emblem } from "./top.js";

const PATIENCE_MS = 20_000;
const LATE = "The map and the filters have not started yet. What stands here can be read and followed; reloading the page may help.";

const place = document.getElementById("first");
const words = JSON.parse(document.getElementById("first-words").textContent);
const views = [];

function go(_, { set }) {
  const query = new URLSearchParams(location.search);
  for (const [key, values] of Object.entries({ ...set, page: [] })) {
    query.delete(key);
    for (const value of values) query.append(key, value);
  }
  location.assign(`./${query.size ? `?${query}` : ""}`);
}

/** Make a place as Streamlit makes it for a component, with the component's styles; returns it and its root. */
function room(name) {
  const element = el("div", { class: `first-${name}` });
  const root = element.attachShadow({ mode: "open" });
  const styled = ["base", name].map((file) => new Promise((resolve) => {
    const href = new URL(`${file}.css`, import.meta.url).href;
    root.append(el("link", { rel: "stylesheet", href, onload: resolve, onerror: resolve }));
  }));
  return { element, root, styled: Promise.all(styled) };
}

function drawn(name, View, data) {
  const made = room(name);
  const view = new View(made.root);
  view.send = go;
  // What the page tells its parts is not meant for these.
  view.channel?.close();
  view.channel = { postMessage() {}, close() {} };
  if (data) view.draw(data);
  views.push(view);
  return { ...made, view };
}

function header() {
  const made = room("top");
  const link = ([path, title]) => el("a", { href: `./${path}`, "aria-current": path ? null : "page" }, title);
  made.root.append(el("header", {}, el("a", { class: "brand", href: "./" }, emblem(), el("span", {}, "Linked Initiatives")), el("nav", {}, words.pages.map(link))));
  return made;
}

function list() {
  const made = drawn("list", List);
  const { view } = made;
  view.data = words.list;
  view.order.replaceChildren(...words.list.sorts.map(([value, label]) => el("option", { value }, label)));
  view.order.value = words.list.sort;
  view.query = words.list.query;
  view.seek(words.list.query);
  view.show({ items: words.items, total: words.total, page: 1, pages: 1 }, 1);
  return made;
}

const [top, intro, bar, found] = [header(), words.intro ? drawn("intro", Intro, words.intro) : null, drawn("bar", Bar, words.bar), list()];
const result = el("div", { class: "first-result" }, intro?.element, bar.element, el("div", { class: "first-columns" }, el("div", { class: "first-map" }), found.element));
place.append(top.element, el("div", { class: "first-explore" }, el("div", { class: "first-rail" }), result));
// It is no part of the page yet for keyboards and screen readers: they would lose it a moment later.
for (const { root } of [top, intro, bar, found].filter(Boolean)) for (const each of root.querySelectorAll("a, button, input, select, [tabindex]")) each.tabIndex = -1;

bar.view.follows.style.visibility = "hidden"; // there is no map to move yet

function leave({ detail: list } = {}) {
  clearInterval(late);
  const [page, entries] = [place.scrollTop, found.view.ol.scrollTop];
  place.remove();
  for (const view of views) view.end?.();
  if (!list) return;
  requestAnimationFrame(() => {
    list.scrollTop = entries;
    document.querySelector('[data-testid="stMain"]').scrollTop = page;
  });
}
place.addEventListener("relieved", leave);

// When the page says something else than its list, that is to be seen; while it says nothing, this is better.
const late = setInterval(() => {
  if (document.querySelector(".st-key-bar") || document.getElementById("root").innerText.trim()) leave();
  else if (!place.querySelector(".first-late")) {
    place.prepend(el("p", { class: "first-late", role: "status" }, LATE));
    place.removeAttribute("aria-hidden");
  }
}, PATIENCE_MS);
await Promise.all([top, intro, bar, found].map((made) => made?.styled));
place.hidden = false;
