// Brings the initiatives into the frame of a Streamlit page: address, theme and messages of the page around it.

import { readChosen } from "./chosen.js";
import { InitiativesMap } from "./layer.js";
import { themeOf, watchTheme } from "./theme.js";
import { readBox, readView, writeView } from "./view.js";

const CHANNEL = "linked-initiatives";

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

/** Add a value to the criteria, or take it away; the result then begins at its first page. */
function toggleFilter(pairs, key, value) {
  const values = pairs.getAll(key);
  const others = values.filter((each) => each !== value);
  pairs.delete(key);
  pairs.delete("page");
  for (const each of others.length < values.length ? others : [...values, value]) pairs.append(key, each);
}

/** What the page takes part in. Messages carry the page's birth, so that two tabs do not answer each other. */
function hostOf(page, post) {
  if (!page) return { selected: (id) => post({ type: "select", id }), viewed: (bbox, moved) => post({ type: "view", bbox, moved }) };
  const profile = (id) => addressWith(page, (pairs) => pairs.set("id", id));
  const visit = (address) => {
    page.history.pushState(null, "", address);
    page.dispatchEvent(new page.PopStateEvent("popstate"));
  };
  return {
    address: (id) => profile(id).href,
    open(id) {
      visit(profile(id));
      return true;
    },
    toggle: (key, value) => visit(addressWith(page, (pairs) => toggleFilter(pairs, key, value))),
    readView: () => readView(new URL(page.location.href).searchParams),
    writeView(view) {
      // A box says where the map looks, and the way back leads to it: the step before must not be told another view.
      const address = addressWith(page, (pairs) => writeView(pairs, pairs.has("bbox") ? null : view));
      if (address.href !== page.location.href) page.history.replaceState(page.history.state, "", address);
    },
    selected: (id) => post({ type: "select", id }),
    viewed: (bbox, moved) => post({ type: "view", bbox, moved }),
  };
}

/** The map of a page that announces its changes before it has drawn them: an answer to an earlier one is not shown. */
class FrameMap extends InitiativesMap {
  #announced = 0;

  async announce(query, sent) {
    this.#announced = sent;
    await this.setQuery(query);
    return sent === this.#announced;
  }

  answer(query, sent) {
    return !sent || sent >= this.#announced ? this.setQuery(query) : null;
  }
}

async function addBasemap(initiatives) {
  const { createBasemap } = await import("../basemap/basemap.js");
  initiatives.setBasemap((L, theme) => createBasemap(L, { url: siteAddress("basemap/"), theme, labels: true }));
}

/**
 * Draw the initiatives on a Leaflet map in this frame. Called by the map's own script; `tiles` is a background to offer,
 * as percent-encoded JSON.
 */
export function mount(map, tiles) {
  const page = pageAround();
  const channel = new BroadcastChannel(CHANNEL);
  const birth = (page ?? window).performance.timeOrigin;
  const post = (message) => channel.postMessage({ ...message, page: birth });
  const host = hostOf(page, post);
  const initiatives = new FrameMap(window.L, map, {
    api: siteAddress("api/v1/"),
    theme: themeOf(page),
    host,
    tiles: JSON.parse(decodeURIComponent(tiles)),
    chosen: readChosen(),
  });
  channel.onmessage = ({ data }) => {
    if ((data?.page ?? birth) !== birth) return;
    if (data?.type === "highlight") initiatives.highlight(data.id ? data : null);
    if (data?.type === "query") initiatives.announce(data.query, data.sent).then((is) => is && post({ type: "shown", sent: data.sent }));
    if (data?.type === "show") initiatives.showNext();
    if (data?.type === "back") initiatives.retry();
    if (data?.type === "changed") initiatives.renew();
  };
  post({ type: "listening" }); // what the list lit up before
  watchTheme(page, (theme) => initiatives.setTheme(theme));
  const back = ({ isTrusted }) => {
    if (!isTrusted) return; // our own message about a new address is not the visitor's way back
    const pairs = new URL(page.location.href).searchParams;
    const [view, box] = [readView(pairs), readBox(pairs)];
    if (view) initiatives.look(view);
    else if (box) initiatives.showBox(box);
  };
  page?.addEventListener("popstate", back);
  addEventListener("pagehide", () => page?.removeEventListener("popstate", back));
  addBasemap(initiatives).catch(() => console.warn("The background of the map could not be loaded"));
  return initiatives;
}
