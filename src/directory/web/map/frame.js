// Brings the initiatives into the frame of a Streamlit page: address, theme and messages of the page around it.

import { InitiativesMap } from "./layer.js";
import { readView, writeView } from "./view.js";

const CHANNEL = "linked-initiatives";
const THEMED = ".stApp";

/** An address of the site; relative to the frame's own page, so that it holds below a base path too. */
const siteAddress = (path) => new URL(`../../${path}`, document.baseURI).href;

/** The page around the frame, or null when it is another site's. */
function pageAround() {
  try {
    return window.parent.location.href && window.parent;
  } catch {
    return null;
  }
}

function addressWith(page, change) {
  const address = new URL(page.location.href);
  change(address.searchParams);
  address.search = address.search.replaceAll("%2C", ",");
  return address;
}

/** What the page takes part in. Messages carry the page's birth, so that two tabs do not answer each other. */
function hostOf(page, post) {
  if (!page) return { selected: (id) => post({ type: "select", id }), viewed: (bbox) => post({ type: "view", bbox }) };
  const profile = (id) => addressWith(page, (pairs) => pairs.set("id", id));
  return {
    address: (id) => profile(id).href,
    open(id) {
      page.history.pushState(null, "", profile(id));
      page.dispatchEvent(new page.PopStateEvent("popstate"));
      return true;
    },
    readView: () => readView(new URL(page.location.href).searchParams),
    writeView(view) {
      const address = addressWith(page, (pairs) => writeView(pairs, view));
      if (address.href !== page.location.href) page.history.replaceState(page.history.state, "", address);
    },
    selected: (id) => post({ type: "select", id }),
    viewed: (bbox) => post({ type: "view", bbox }),
  };
}

/** "dark" or "light", from the first background that is painted: the page's, else the frame's own. */
function themeOf(page) {
  const places = [page?.document.querySelector(THEMED), page?.document.body, document.body];
  for (const place of places.filter(Boolean)) {
    const [red, green, blue, alpha = 1] = getComputedStyle(place).backgroundColor.match(/[\d.]+/g)?.map(Number) ?? [];
    if (alpha && red !== undefined) return 0.299 * red + 0.587 * green + 0.114 * blue < 128 ? "dark" : "light";
  }
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

function watchTheme(page, changed) {
  const look = () => setTimeout(() => changed(themeOf(page)));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", look);
  if (!page) return;
  const observer = new MutationObserver(look);
  const { documentElement, body } = page.document;
  for (const place of [documentElement, body, page.document.querySelector(THEMED)].filter(Boolean)) {
    observer.observe(place, { attributes: true, attributeFilter: ["class", "style", "data-theme"] });
  }
}

async function addBasemap(initiatives) {
  const { createBasemap } = await import("../basemap/basemap.js");
  initiatives.setBasemap((L, theme) => createBasemap(L, { url: siteAddress("basemap/"), theme, labels: true }));
}

/** Draw the initiatives on a Leaflet map in this frame. Called by the map's own script. */
export function mount(map) {
  const page = pageAround();
  const channel = new BroadcastChannel(CHANNEL);
  const birth = (page ?? window).performance.timeOrigin;
  const host = hostOf(page, (message) => channel.postMessage({ ...message, page: birth }));
  const initiatives = new InitiativesMap(window.L, map, { api: siteAddress("api/v1/"), theme: themeOf(page), host });
  channel.onmessage = ({ data }) => {
    if (data?.type === "highlight" && (data.page ?? birth) === birth) initiatives.highlight(data.id ?? null);
  };
  watchTheme(page, (theme) => initiatives.setTheme(theme));
  const back = ({ isTrusted }) => {
    const view = isTrusted && host.readView?.(); // our own message about a new address is not the visitor's way back
    if (view) initiatives.look(view);
  };
  page?.addEventListener("popstate", back);
  addEventListener("pagehide", () => page?.removeEventListener("popstate", back));
  addBasemap(initiatives).catch(() => console.warn("The background of the map could not be loaded"));
  return initiatives;
}
