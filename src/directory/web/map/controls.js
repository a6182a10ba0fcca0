// What stands round the map: zoom, the whole result, full screen, scale and credits.

import { html, icon } from "./dom.js";

const FIT = "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5M9.5 12h5M12 9.5v5";
const FULL = "M14 4h6v6M20 4l-7 7M10 20H4v-6M4 20l7-7";

/** Put an element into a corner of the map as a Leaflet control that keeps its clicks and wheel to itself. */
export function place(L, map, position, element) {
  const Control = L.Control.extend({ onAdd: () => element });
  L.DomEvent.disableClickPropagation(element);
  L.DomEvent.disableScrollPropagation(element);
  new Control({ position }).addTo(map);
}

function fullScreenButton(container) {
  if (!document.fullscreenEnabled) return null;
  const label = () => (document.fullscreenElement ? "Leave full screen" : "Full screen");
  // A browser may still refuse in a frame, whatever it promised: then there is no such button.
  const toggle = () =>
    (document.fullscreenElement ? document.exitFullscreen() : container.requestFullscreen()).catch(() => button.remove());
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
