// One place on a small map: the sign of its sector where the place is known, a ring where only an area is.

import { createBasemap } from "../basemap/basemap.js";
import { html } from "./dom.js";
import { sign } from "./shapes.js";
import { MAX_ZOOM } from "./view.js";

export const ZOOM = { exact: 13, address: 13, city: 9, region: 6, country: 3 };
const POINTS = ["exact", "address"];
const RING_PX = 56;
const POINT_PX = 28;

const sizeOf = (precision) => (POINTS.includes(precision) ? POINT_PX : RING_PX);

function marker(L, { latitude, longitude, precision, sector }) {
  const point = POINTS.includes(precision);
  const kind = point ? "li-single" : "li-single li-coarse";
  const drawn = html("span", { class: `li-still ${kind}` }, sign(sector, point ? 24 : 14, { style: `color:${sector.colour}` }));
  drawn.style.color = sector.colour;
  drawn.style.width = drawn.style.height = `${sizeOf(precision)}px`;
  const icon = L.divIcon({ html: drawn, className: "li-marker", iconSize: [0, 0] });
  return L.marker([latitude, longitude], { icon, interactive: false, keyboard: false });
}

/** The ring of a place that is known as an area only, without any sign. */
export function areaMarker(L, { lat, lng }) {
  const ring = html("span", { class: "li-still li-single li-coarse" });
  ring.style.color = "var(--li-accent)";
  ring.style.width = ring.style.height = `${RING_PX}px`;
  return L.marker([lat, lng], { icon: L.divIcon({ html: ring, className: "li-marker", iconSize: [0, 0] }), interactive: false, keyboard: false });
}

/**
 * Draw a place `{latitude, longitude, precision, sector: {colour, shape}}` into an element that has its size.
 *
 * The map is a picture that can be zoomed: it takes neither the wheel nor the keys, and on touch screens no drag, so
 * that the page scrolls. `basemap` is the address of the background. Returns an object with `setTheme` and `remove`.
 */
export function drawPlace(L, element, { place, basemap, theme }) {
  const touch = matchMedia("(pointer: coarse)").matches;
  const map = L.map(element, {
    center: [place.latitude, place.longitude],
    zoom: ZOOM[place.precision],
    minZoom: 2,
    maxZoom: MAX_ZOOM,
    dragging: !touch,
    touchZoom: touch ? "center" : false,
    scrollWheelZoom: false,
    doubleClickZoom: "center",
    boxZoom: false,
    keyboard: false,
  });
  map.attributionControl.setPrefix(false);
  const background = createBasemap(L, { url: basemap, theme, labels: true }).addTo(map);
  marker(L, place).addTo(map);
  background.keepClear([{ lat: place.latitude, lon: place.longitude, radius: sizeOf(place.precision) / 2 }]);
  element.classList.add("li-map");
  element.dataset.theme = theme;
  return {
    setTheme(name) {
      element.dataset.theme = name;
      background.setTheme(name);
    },
    remove: () => map.remove(),
  };
}
