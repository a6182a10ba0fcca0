// The few helpers that all components share. Texts of records become text nodes only; nothing here parses HTML.

import { html as el, svg } from "../map/dom.js";
import { sign } from "../map/shapes.js";
import { Sender } from "./connection.js";

export { el, svg };

/** Keep one object for each mounted component, made at its first drawing; returns what Streamlit calls at its end. */
export function component(make) {
  const mounted = new WeakMap();
  return ({ parentElement, data, setTriggerValue }) => {
    let view = mounted.get(parentElement);
    if (!view) {
      view = make(parentElement);
      view.sender = new Sender();
      view.send = (name, change) => view.sender.send(name, change);
      mounted.set(parentElement, view);
    }
    view.sender.to = setTriggerValue;
    view.draw(data);
    return () => {
      view.end?.();
      mounted.delete(parentElement);
    };
  };
}

const PATHS = {
  search: "M10.5 4a6.5 6.5 0 1 0 4 11.6l4.7 4.7 1.4-1.4-4.7-4.7A6.5 6.5 0 0 0 10.5 4Zm0 2a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9Z",
  close: "m6.4 5-1.4 1.4 5.6 5.6L5 17.6 6.4 19l5.6-5.6 5.6 5.6 1.4-1.4-5.6-5.6L19 6.4 17.6 5 12 10.6Z",
  chevron: "m7.4 9 4.6 4.6L16.6 9 18 10.4l-6 6-6-6Z",
  filters: "M4 6h10v2H4Zm14 0h2v2h-2ZM15 4h2v6h-2ZM4 11h2v2H4Zm5 0h11v2H9ZM7 9h2v6H7ZM4 16h10v2H4Zm14 0h2v2h-2Zm-3-2h2v6h-2Z",
  download: "M11 4h2v8.2l2.6-2.6L17 11l-5 5-5-5 1.4-1.4 2.6 2.6ZM5 18h14v2H5Z",
  up: "m12 7 5 6H7Z",
  down: "m12 17-5-6h10Z",
  pin: "M12 2a7 7 0 0 0-7 7c0 5.200 7 13 7 13s7-7.800 7-13a7 7 0 0 0-7-7Zm0 2a5 5 0 0 1 5 5c0 2.900-3 7.300-5 9.900-2-2.600-5-7-5-9.900a5 5 0 0 1 5-5Zm0 2.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5Z",
  target: "M11 2h2v2.100a8 8 0 0 1 6.900 6.900H22v2h-2.100a8 8 0 0 1-6.900 6.900V22h-2v-2.100A8 8 0 0 1 4.100 13H2v-2h2.100A8 8 0 0 1 11 4.100Zm1 4a6 6 0 1 0 0 12 6 6 0 0 0 0-12Zm0 3a3 3 0 1 1 0 6 3 3 0 0 1 0-6Z",
  // Roles
  create: "M4 16.5V20h3.5L17.8 9.7l-3.5-3.5Zm16.7-9.8a1 1 0 0 0 0-1.4l-2-2a1 1 0 0 0-1.4 0l-1.6 1.6 3.5 3.5Z",
  issue: "M12 3a5.5 5.5 0 0 0-3.5 9.7V21l3.5-2 3.5 2v-8.3A5.5 5.5 0 0 0 12 3Zm0 2a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7Z",
  display: "M4 5h16v11H4Zm2 2v7h12V7Zm2 11h8v2H8Z",
  recognise: "m9.6 16.2-4.2-4.2L4 13.4 9.6 19 20 8.6l-1.4-1.4Z",
  research: "M9 3v2h1v4.6L5.2 18A2 2 0 0 0 7 21h10a2 2 0 0 0 1.8-3L14 9.600V5h1V3Zm3 7.200 2.800 4.800H9.200Z",
  join: "M4 5h16v11h-8l-5 4v-4H4Z",
  host: "M4 4h16v6H4Zm0 9h16v6H4Zm3-7v2h2V6Zm0 9v2h2v-2Z",
};

/** Draw an icon of ours; decorative unless a title is given. */
export function icon(name, title = "") {
  const label = title ? { role: "img", "aria-label": title } : { "aria-hidden": "true" };
  return svg("svg", { viewBox: "0 0 24 24", class: "icon", ...label }, svg("path", { d: PATHS[name] }), title ? svg("title", {}, title) : null);
}

/** Draw a sector's sign: its colour and its shape, never colour alone. */
export function mark(term) {
  return sign({ shape: term?.shape, colour: term?.colour ?? "#767b82" }, 14, { class: "mark" });
}

/** Say a number with separators. */
export function number(value) {
  return Number(value).toLocaleString("en");
}

/** Fold a text for comparison as the server does: case and accents do not count. */
export function fold(text) {
  return text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
}
