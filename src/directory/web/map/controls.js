// What stands round the map: zoom, the whole result, full screen, scale, and the legend with the background switch.

import { html, icon, svg } from "./dom.js";
import { sign } from "./shapes.js";

const FIT = "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5M9.5 12h5M12 9.5v5";
const FULL = "M14 4h6v6M20 4l-7 7M10 20H4v-6M4 20l7-7";
const OSM_TILES = "https://tile.openstreetmap.org/{z}/{x}/{y}.png";
const OSM_CREDIT = '© <a href="https://www.openstreetmap.org/copyright" target="_blank" rel="noopener">OpenStreetMap</a> contributors';

/** Put an element into a corner of the map as a Leaflet control that keeps its clicks and wheel to itself. */
function place(L, map, position, element) {
  const Control = L.Control.extend({ onAdd: () => element });
  L.DomEvent.disableClickPropagation(element);
  L.DomEvent.disableScrollPropagation(element);
  new Control({ position }).addTo(map);
}

function fullScreenButton(container) {
  if (!document.fullscreenEnabled) return null;
  const label = () => (document.fullscreenElement ? "Leave full screen" : "Full screen");
  const toggle = () => (document.fullscreenElement ? document.exitFullscreen() : container.requestFullscreen());
  const button = html("button", { type: "button", "aria-label": label(), title: label(), onclick: toggle }, icon(FULL));
  document.addEventListener("fullscreenchange", () => {
    button.setAttribute("aria-label", label());
    button.title = label();
  });
  return button;
}

/** Zoom buttons, "show all results" and full screen, the scale and the credits. */
export function addButtons(L, map, fit) {
  L.control.zoom({ position: "topleft", zoomInTitle: "Zoom in", zoomOutTitle: "Zoom out" }).addTo(map);
  const all = html("button", { type: "button", "aria-label": "Show all results", title: "Show all results", onclick: fit }, icon(FIT));
  place(L, map, "topleft", html("div", { class: "leaflet-bar li-bar" }, all, fullScreenButton(map.getContainer())));
  map.attributionControl?.setPrefix("Leaflet");
  L.control.scale({ position: "bottomright", maxWidth: 80 }).addTo(map);
}

function ringSample(vocabulary) {
  const terms = vocabulary.sectors.slice(0, 3);
  const arcs = terms.map((term, index) =>
    svg("circle", {
      cx: 14,
      cy: 14,
      r: 11.5,
      pathLength: 3,
      "stroke-width": 4,
      "stroke-dasharray": ".9 2.1",
      "stroke-dashoffset": -index,
      style: `stroke:${term.colour}`,
    }),
  );
  return html("span", { class: "li-cluster li-sample" }, svg("svg", { width: 28, height: 28, "aria-hidden": "true", class: "li-ring" }, ...arcs), "9");
}

function backgroundSwitch(L, map, replaced) {
  const tiles = L.tileLayer(OSM_TILES, { attribution: OSM_CREDIT, maxZoom: 18, noWrap: true, referrerPolicy: "origin", className: "li-osm" });
  const box = html("input", { type: "checkbox", role: "switch", "aria-describedby": "li-osm-notice" });
  box.addEventListener("change", () => {
    if (box.checked) tiles.addTo(map);
    else tiles.remove();
    replaced(box.checked);
  });
  return [
    html("label", { class: "li-switch" }, box, "OpenStreetMap background"),
    html("p", { id: "li-osm-notice" }, "Shows tiles from openstreetmap.org: your browser will contact that server."),
  ];
}

/**
 * The folded legend. `replaced(on)` is called when OpenStreetMap takes the place of our own background.
 * Returns a function that draws the signs, to be called once the vocabulary is there.
 */
export function addLegend(L, map, vocabulary, replaced) {
  const signs = html("ul");
  const explained = html("ul", { class: "li-explained" });
  const legend = html(
    "details",
    { class: "li-legend" },
    html("summary", {}, "Legend"),
    html("div", { class: "li-legend-body" }, signs, explained, ...backgroundSwitch(L, map, replaced)),
  );
  place(L, map, "bottomleft", legend);
  legend.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !legend.open) return;
    legend.open = false;
    legend.firstElementChild.focus();
  });
  return () => {
    signs.replaceChildren(...vocabulary.sectors.map((term) => html("li", {}, sign(term, 18), term.label)));
    explained.replaceChildren(
      html("li", {}, ringSample(vocabulary), "Several initiatives: their number, and the shares of their sectors as a ring"),
      html("li", {}, html("span", { class: "li-coarse li-sample" }), "Somewhere in this region or country: no exact place is known"),
    );
  };
}
