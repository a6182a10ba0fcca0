// A small map to put one pin on, with the area where the gazetteer would put the entry.

import { createBasemap } from "../basemap/basemap.js";
import { html, svg } from "./dom.js";
import { areaMarker, ZOOM } from "./place.js";
import { MAX_ZOOM } from "./view.js";

const WORLD = { center: [25, 10], zoom: 1 };
const STEP_PX = 8;
const PIN = "M16 1.500C8 1.500 2 7.600 2 15.200 2 25.500 16 40.500 16 40.500S30 25.500 30 15.200C30 7.600 24 1.500 16 1.500Z";
const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

function pinIcon(L) {
  const drawn = svg("svg", { viewBox: "0 0 32 42", width: 32, height: 42, "aria-hidden": "true" },
    svg("path", { d: PIN, fill: "var(--li-accent)", stroke: "var(--li-halo)", "stroke-width": 2.5 }),
    svg("circle", { cx: 16, cy: 15.2, r: 5, fill: "var(--li-halo)" }));
  return L.divIcon({ html: html("span", { class: "li-pin" }, drawn), className: "li-marker", iconSize: [44, 44], iconAnchor: [22, 43] });
}

/**
 * Draw the map into an element that has its size; `picked({lat, lng})` hears of every pin that is put or moved.
 *
 * The wheel stays the page's. Returns an object with `pin(at)`, `area(at)`, `look(at)`, `middle()`, `appeared(at)`,
 * `setTheme` and `remove`; `at` is `{lat, lng, precision?}` or null.
 */
export function drawPicker(L, element, { basemap, theme, picked }) {
  const map = L.map(element, { ...WORLD, minZoom: 0, maxZoom: MAX_ZOOM, scrollWheelZoom: false, boxZoom: false, worldCopyJump: true });
  map.attributionControl.setPrefix(false);
  const background = createBasemap(L, { url: basemap, theme, labels: true }).addTo(map);
  const pin = L.marker([0, 0], { icon: pinIcon(L), draggable: true, autoPan: true, alt: "Pin", title: "Pin: drag it, or move it with the arrow keys" });
  let ring = null;
  map.on("click", ({ latlng }) => picked(latlng.wrap()));
  pin.on("dragend", () => picked(pin.getLatLng().wrap()));
  pin.on("add", () => {
    const drawn = pin.getElement();
    drawn.setAttribute("aria-label", "Pin: move it with the arrow keys");
    drawn.onkeydown = (event) => {
      const step = ARROWS[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      const moved = map.latLngToContainerPoint(pin.getLatLng()).add([step[0] * STEP_PX, step[1] * STEP_PX]);
      picked(map.containerPointToLatLng(moved).wrap());
    };
  });
  element.classList.add("li-map");
  element.dataset.theme = theme;
  const zoomFor = (at) => (at.precision ? ZOOM[at.precision] : Math.max(map.getZoom(), ZOOM.city));
  const look = (at) => (at ? map.setView([at.lat, at.lng], zoomFor(at), { animate: false }) : map.setView(WORLD.center, WORLD.zoom, { animate: false }));
  return {
    pin(at) {
      if (!at) pin.remove();
      else pin.setLatLng([at.lat, at.lng]).addTo(map);
    },
    area(at) {
      ring?.remove();
      ring = at && areaMarker(L, at).addTo(map);
    },
    look,
    middle: () => map.getCenter().wrap(),
    appeared(at) {
      map.invalidateSize({ animate: false });
      look(at);
    },
    setTheme(name) {
      element.dataset.theme = name;
      background.setTheme(name);
    },
    remove: () => map.remove(),
  };
}
