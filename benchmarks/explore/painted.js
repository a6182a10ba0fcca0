// Runs before any script of every page that is measured; tells when something has been painted.
//
// What is waited for stands in sessionStorage, which outlives a page: {round, markers, words, …}. It is looked at in each animation frame. A frame in which it is all there is
// painted after its callbacks; the next frame's time is therefore the first at which it is certainly on the screen.

(() => {
  if (window !== top) return; // the page looks into its frames, whose callbacks a late first document may take away
  const now = () => performance.timeOrigin + performance.now();
  const wanted = () => {
    try {
      return JSON.parse(sessionStorage.getItem("bench") ?? "null");
    } catch {
      return null; // a page without a site
    }
  };
  const leadingNumber = (text) => Number((text?.match(/[\d,]+/) ?? ["0"])[0].replaceAll(",", ""));

  const documents = () => [document, ...Array.from({ length: window.length }, (_, place) => window[place].document)];

  /** How many initiatives the markers of this page and its frames stand for. */
  function marked() {
    const icons = documents().flatMap((each) => [...each.querySelectorAll(".leaflet-marker-icon")]);
    let sum = 0;
    for (const icon of icons) {
      const cluster = icon.querySelector(".li-cluster");
      if (cluster) sum += leadingNumber(cluster.getAttribute("aria-label"));
      else sum += icon.classList.contains("marker-cluster") ? leadingNumber(icon.textContent) : 1;
    }
    return sum;
  }

  const componentRoot = (key) => document.querySelector(`.st-key-${key} [data-testid^="stBidiComponent"]`)?.shadowRoot;

  /** The sentence that says the result, of ours or of a peer; empty while there is none. */
  function sentence() {
    // What ours shows before Streamlit runs: the same words and entries, drawn from the page's own data.
    const first = document.querySelector("#first:not([hidden])");
    const drawn = (key) => first?.querySelector(`.first-${key}`)?.shadowRoot ?? componentRoot(key);
    const root = drawn("bar");
    if (!root) return document.querySelector(".st-key-bench-result, #bench-result, body.table h3")?.textContent ?? "";
    const list = drawn("list")?.querySelector("section.panel");
    // Ours counts as told when the list beside it shows its first entries as well.
    return list?.querySelector("li.item") ? `${root.querySelector(".sentence")?.textContent}` : "";
  }

  const seen = {
    markers: (want) => marked() === want,
    words: (want) => leadingNumber(sentence()) === want,
    listed: (want) => componentRoot("list")?.querySelector(".top .number")?.textContent.endsWith(` of ${want}`),
    canvas: (want) => (document.querySelector("canvas")?.width ?? 0) > 1 && leadingNumber(sentence()) === want,
  };

  let told = {};
  let present = new Set();
  function look() {
    requestAnimationFrame(look);
    const want = wanted();
    if (want) {
      if (told.round !== want.round) {
        told = { round: want.round };
        present = new Set();
      }
      for (const what of present) {
        if (told[what]) continue;
        told[what] = true;
        window.benchReport?.(want.round, what, now());
      }
      present = new Set(Object.keys(seen).filter((what) => !told[what] && want[what] !== undefined && seen[what](want[what])));
    }
  }
  requestAnimationFrame(look);

  // A click counts from the moment the browser had the input, not from when a script came to see it.
  addEventListener(
    "click",
    (event) => {
      const want = wanted();
      if (event.isTrusted && want) window.benchReport?.(want.round, "clicked", performance.timeOrigin + event.timeStamp);
    },
    true,
  );
})();
