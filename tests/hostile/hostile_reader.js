// Reads what a page of the directory shows, as text: one call for many elements. Put into every frame by the tests.
{
  const texts = (elements) => elements.map((element) => element.textContent);

  /** Find elements in the page and in the shadow roots of its components. */
  function all(selector, root = document) {
    const found = [...root.querySelectorAll(selector)];
    for (const host of root.querySelectorAll("*")) if (host.shadowRoot) found.push(...all(selector, host.shadowRoot));
    return found;
  }

  async function until(test, what) {
    const end = performance.now() + 20_000;
    for (;;) {
      const value = test();
      if (value) return value;
      if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  const within = (element, selector) => [...element.querySelectorAll(selector)];
  const one = (element, selector) => element.querySelector(selector)?.textContent ?? "";

  /** Go to another address as the application does: the page stays, Streamlit runs again. */
  function go(query) {
    history.pushState(null, "", `${location.pathname}${query}`);
    dispatchEvent(new PopStateEvent("popstate"));
  }

  /** Every piece of text: of each text node, and of each element that holds nothing but text. */
  function pieces(element) {
    const found = [];
    for (const child of element.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) found.push(child.data);
      else found.push(...pieces(child));
    }
    if (!element.children.length) found.push(element.textContent);
    return found;
  }

  /** Open profiles one after the other, each by its id. */
  async function profiles(ids) {
    const read = [];
    for (const id of ids) {
      go(`?id=${encodeURIComponent(id)}`);
      const cited = await until(() => all("article blockquote").find((each) => each.textContent.endsWith(`?id=${encodeURIComponent(id)}`)), `the profile of ${id}`);
      const article = cited.closest("article");
      read.push({
        id,
        name: one(article, "h1"),
        texts: [...new Set(pieces(article))],
        all: article.textContent,
        cite: cited.textContent,
        links: within(article, "a[target=_blank]").map((link) => ({ text: link.textContent, href: link.getAttribute("href") })),
      });
    }
    return read;
  }

  /** Scroll the result list to its end and read every item. */
  async function list(total) {
    const items = () => all(".panel ol .item");
    await until(() => {
      const scroller = all(".panel ol")[0];
      if (scroller) scroller.scrollTop = scroller.scrollHeight;
      return items().length === total;
    }, `${total} items`);
    return items().map((item) => ({
      id: new URL(item.querySelector(".name").href).searchParams.get("id"),
      name: one(item, ".name"),
      organisation: one(item, ".organisation"),
      place: one(item, ".where"),
      summary: one(item, ".why"),
      marked: within(item, "mark").length,
    }));
  }

  /** Turn to one page of the table and read its rows. */
  async function table(query, said) {
    go(query);
    await until(() => texts(all("nav .number")).includes(said) || (!said && all("tbody tr").length), said);
    return all("tbody tr").map((row) => ({
      id: new URL(row.querySelector("a").href).searchParams.get("id"),
      name: one(row, "a"),
      organisation: one(row, ".name .small"),
      place: row.querySelector(".place").firstChild?.textContent ?? "",
    }));
  }

  const showAll = (title) => all("fieldset").find((set) => set.textContent.startsWith(title));

  /** Open one facet of the rail with all its values and read their labels. */
  async function facet(title, total) {
    const set = await until(() => showAll(title), title);
    const head = set.querySelector(".head");
    if (head.getAttribute("aria-expanded") !== "true") head.click();
    const labels = () => within(set, "li .label");
    if (labels().length < total) within(set, "button").at(-1).click();
    await until(() => labels().length === total, `${total} values of ${title}`);
    return labels().map((label) => ({ label: label.textContent, title: label.closest("label").title }));
  }

  /** Click every marker and read its name, its tip and the panel it opens. Called in the frame of the map. */
  function markers() {
    return all(".leaflet-initiatives-pane button").map((button) => {
      button.dispatchEvent(new PointerEvent("pointerenter", { pointerType: "mouse" }));
      const tip = [one(document, ".li-tip strong"), one(document, ".li-tip span")];
      button.dispatchEvent(new PointerEvent("pointerleave", { pointerType: "mouse" }));
      const label = button.getAttribute("aria-label");
      if (!button.matches(".li-single")) return { label, tip };
      button.click();
      const panel = document.querySelector(".li-panel");
      return { label, tip, entries: panelEntries(panel) };
    });
  }

  function panelEntries(panel) {
    return within(panel, "ol > li").map((item) => ({
      id: new URL(item.querySelector("a").href).searchParams.get("id"),
      name: one(item, "a"),
      organisation: one(item, ".li-organisation"),
      facts: texts(within(item, ".li-fact")),
    }));
  }

  /** Open the list behind the only circle and read it page by page. Called in the frame of the map. */
  async function stack(total) {
    all(".leaflet-initiatives-pane button.li-cluster").sort((one, other) => Number(other.textContent) - Number(one.textContent))[0].click();
    const panel = document.querySelector(".li-panel");
    const read = [];
    for (;;) {
      const start = String(read.length + 1);
      await until(() => panel.querySelector(`ol[start="${start}"] a`), `entry ${start}`);
      read.push(...panelEntries(panel));
      if (read.length >= total) return read;
      within(panel, "nav button").at(-1).click();
    }
  }

  /** Read the report of the data page. */
  async function report() {
    await until(() => all("article, h2").length && all("li .where").length, "the report");
    return all("li .where").map((where) => ({ where: where.textContent, what: where.nextElementSibling.textContent }));
  }

  /** Go to a query that filters nothing away and read what the page says about it. */
  async function said(query, marker) {
    go(query);
    await until(() => texts(all(".notice")).some((text) => text.includes(marker)), `the notice about ${marker}`);
    return {
      chips: all(".chip:not(.clear)").map((chip) => ({ text: chip.textContent, title: chip.title, label: chip.getAttribute("aria-label") })),
      notices: texts(all(".notice")),
      search: all("input[name=q]").map((input) => input.value)[0] ?? "",
    };
  }

  /** Go to an id nobody has and read the page. */
  async function missing(ids) {
    const read = [];
    for (const id of ids) {
      go(`?id=${encodeURIComponent(id)}`);
      await until(() => all("header code").some((code) => code.textContent === id), `the page about ${id}`);
      read.push(all("article h1")[0].textContent);
    }
    return read;
  }

  Object.defineProperty(window, "__reader", { value: { all, until, go, profiles, list, table, facet, markers, stack, report, said, missing } });
}
