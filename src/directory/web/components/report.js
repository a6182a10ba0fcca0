// The data page: what is published, where to take it, and what was left out and why.
import { component, el, icon, number } from "./dom.js";

function issue(each) {
  const where = [each.file, each.line ? `line ${each.line}` : "", each.column].filter(Boolean).join(", ");
  return el("li", {}, el("span", { class: "where" }, where), el("span", { class: "what" }, each.value ? [el("code", {}, each.value), " "] : null, each.hint, " (", el("code", {}, each.code), ")"));
}

class Report {
  constructor(parent) {
    this.body = el("div");
    parent.append(this.body);
  }

  draw(data) {
    const file = (name, text) => el("li", {}, el("a", { class: "button", href: `${data.api}/${name}`, download: true }, icon("download"), text));
    const left = data.left_out.map(([count, rows]) => `${number(count)} ${count === 1 ? rows.replace(/s$/, "") : rows}`);
    const verdict = left.length
      ? el("p", { class: "bad" }, `Left out: ${left.join(" and ")}, for the reasons below. Everything else was taken in.`)
      : el("p", { class: "good" }, "Every row of the data files was taken in; none was left out.");
    const list = (title, issues) => (issues.length ? [el("h2", {}, title), el("ol", {}, issues.map(issue))] : []);
    this.body.replaceChildren(...[
      el("h1", {}, "Data"),
      el("p", {}, `${number(data.size)} initiatives and ${number(data.links)} links between them, compiled from public sources. The compiled data is free for any use (CC0 1.0); each record names where it comes from.`),
      el("ul", { class: "files" }, file("initiatives.csv", "All as CSV"), file("initiatives.geojson", "All as GeoJSON"), el("li", {}, el("a", { class: "button", href: "/api/docs" }, "API"))),
      el("p", {}, "The same buttons above a result on Explore give exactly that result. Coordinates carry their precision and where they come from; those derived from place names come from GeoNames (CC BY 4.0)."),
      el("h2", {}, "Checked on loading"),
      verdict,
      el("p", {}, "What curators have changed since then stands on ", el("a", { href: "./decisions" }, "Decisions"), " and in the files above."),
      ...data.merges.map((words) => el("p", {}, words)),
      ...list("Left out", data.errors),
      ...list("Kept, with a doubt", data.warnings),
      data.hidden ? el("p", {}, `${number(data.hidden)} more are not listed here; `, el("code", {}, "directory check"), " prints them all.") : null,
      el("p", {}, "Data version ", el("code", {}, data.version)),
    ].filter(Boolean));
  }
}

export default component((parent) => new Report(parent));
