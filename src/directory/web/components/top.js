// The bar at the top of every page: the name and the pages.
import { component, el, icon, svg } from "./dom.js";
import { watchConnection } from "./connection.js";
import { toContent } from "./focus.js";
import { LiveVersion } from "./live.js";

const AWAY_MS = 1500; // what comes back sooner is not worth a word

/** The frame of every page; an address that only Streamlit answers comes without it. */
function ensureStyles() {
  const href = new URL("page.css", import.meta.url).href;
  if (![...document.styleSheets].some((sheet) => sheet.href === href)) document.body.append(el("link", { rel: "stylesheet", href }));
}

/** Our sign. */
export function emblem() {
  const dot = (cx, cy, r, fill) => svg("circle", { cx, cy, r, fill });
  return svg("svg", { viewBox: "4 4 54 56", "aria-hidden": "true" },
    svg("path", { d: "M18 20 46 16 40 46Z", fill: "none", stroke: "#5b8fe0", "stroke-width": 5, "stroke-linejoin": "round" }),
    dot(18, 20, 10, "#5b8fe0"), dot(46, 16, 8, "#46a191"), dot(40, 46, 11, "#d8404f"));
}

class Top {
  constructor(parent) {
    ensureStyles();
    // On narrow screens a menu; its styles make it a plain row on wide ones.
    this.nav = el("nav", { "aria-label": "Pages", id: "pages", popover: "auto" });
    const menu = el("button", { type: "button", class: "menu", popovertarget: "pages" }, "Menu", icon("chevron"));
    this.brand = el("a", { class: "brand", href: "./", onclick: (event) => this.go(event, "") }, emblem(), el("span", {}, "Linked Initiatives"));
    const skip = el("button", { type: "button", class: "skip", onclick: toContent }, "Skip to the content");
    this.notice = el("p", { class: "away", role: "status" });
    this.channel = new BroadcastChannel("linked-initiatives");
    this.unwatch = watchConnection((away) => this.tell(away));
    this.state = el("p", { class: "state", role: "status" });
    parent.append(el("header", {}, skip, this.brand, menu, this.nav), this.state, this.notice);
  }

  end() {
    clearTimeout(this.late);
    this.unwatch();
    this.live?.end();
    this.channel.close();
  }

  /** Say that the server does not answer; when it does again, have the page drawn and what failed asked for anew. */
  tell(away) {
    clearTimeout(this.late);
    if (away) {
      const text = "The directory does not answer now. What you see stays; it tries again by itself.";
      this.late = setTimeout(() => { this.notice.textContent = text; }, AWAY_MS);
      return;
    }
    this.notice.textContent = "";
    this.send("change", { set: {} });
    this.channel.postMessage({ type: "back", page: performance.timeOrigin });
  }

  /** There is a newer version: have the page drawn, and what it does not draw itself asked for anew. */
  renew() {
    this.send("change", { set: {} });
    this.channel.postMessage({ type: "changed", page: performance.timeOrigin });
  }

  draw(data) {
    this.live ??= new LiveVersion(data.live, () => this.renew());
    this.live.shown = data.version;
    this.state.textContent = data.notice;
    this.nav.replaceChildren(...data.pages.map(([path, title]) =>
      el("a", { href: `./${path}`, "data-title": title, "aria-current": path === data.current ? "page" : null, onclick: (event) => this.go(event, path) }, title)));
  }

  go(event, path) {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    this.nav.hidePopover();
    this.send("change", { set: { page: [path] } });
  }
}

export default component((parent) => new Top(parent));
