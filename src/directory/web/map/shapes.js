// One outline for each Shape of the vocabularies, in a box of 24 x 24 units, of about the same area.

import { svg } from "./dom.js";

const PATHS = {
  circle: "M12 3.4a8.6 8.6 0 1 1 0 17.2a8.6 8.6 0 1 1 0-17.2z",
  square: "M4.6 4.6h14.8v14.8h-14.8z",
  diamond: "M12 1.6l10.4 10.4l-10.4 10.4l-10.4-10.4z",
  triangle: "M12 2.2l10.6 18.4h-21.2z",
  "triangle-down": "M12 21.8l-10.6-18.4h21.2z",
  pentagon: "M12 2l10 7.3l-3.8 11.7h-12.4l-3.8-11.7z",
  hexagon: "M7 3.3h10l5 8.7l-5 8.7h-10l-5-8.7z",
  star: "M12 .8l3.2 7.2l7.8.8l-5.8 5.2l1.7 7.7l-6.9-4l-6.9 4l1.7-7.7l-5.8-5.2l7.8-.8z",
  cross: "M8.4 2.4h7.2v6h6v7.2h-6v6h-7.2v-6h-6v-7.2h6z",
  drop: "M12 1.2c3.4 4.5 7 8.3 7 12.6a7 7 0 0 1-14 0c0-4.3 3.6-8.1 7-12.6z",
};

/** Draw a sector's sign: `term` has `shape` and `colour`; an unknown shape is drawn as a circle. */
export function sign(term, size, extra = {}) {
  return svg(
    "svg",
    { viewBox: "0 0 24 24", width: size, height: size, "aria-hidden": "true", class: "li-sign", ...extra },
    svg("path", { d: PATHS[term.shape] ?? PATHS.circle, fill: term.colour }),
  );
}
