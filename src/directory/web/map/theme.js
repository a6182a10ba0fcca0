// The theme of a page, "light" or "dark", as it is painted: nothing else says it for certain.

const THEMED = ".stApp";

/** "dark" or "light", from the first background that is painted: the page's, else the frame's own. */
export function themeOf(page) {
  const places = [page?.document.querySelector(THEMED), page?.document.body, document.body];
  for (const place of places.filter(Boolean)) {
    const [red, green, blue, alpha = 1] = getComputedStyle(place).backgroundColor.match(/[\d.]+/g)?.map(Number) ?? [];
    if (alpha && red !== undefined) return 0.299 * red + 0.587 * green + 0.114 * blue < 128 ? "dark" : "light";
  }
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** Call `changed(theme)` whenever the page may be painted in another theme. Returns what ends it. */
export function watchTheme(page, changed) {
  const look = () => setTimeout(() => changed(themeOf(page)));
  const preference = matchMedia("(prefers-color-scheme: dark)");
  preference.addEventListener("change", look);
  const observer = new MutationObserver(look);
  const places = page ? [page.document.documentElement, page.document.body, page.document.querySelector(THEMED)] : [];
  for (const place of places.filter(Boolean)) {
    observer.observe(place, { attributes: true, attributeFilter: ["class", "style", "data-theme"] });
  }
  return () => {
    preference.removeEventListener("change", look);
    observer.disconnect();
  };
}
