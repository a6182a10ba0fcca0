// What the map says, in one place.

const FULL = new Intl.NumberFormat("en");
const SHORT = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });

/** A number as it stands in a sentence: "12,345". */
export const number = (count) => FULL.format(count);

/** A number that must fit a circle: "12.3K" from ten thousand on. */
export const shortNumber = (count) => (count < 10_000 ? FULL.format(count) : SHORT.format(count));

/** "1 cluster", "12 clusters". */
export const counted = (count, noun) => `${number(count)} ${noun}${count === 1 ? "" : "s"}`;

/** The name of a cluster, as heard and as the title of its list. */
export function clusterName(cluster) {
  const near = cluster.near ? ` near ${cluster.near}` : "";
  return counted(cluster.n, "initiative") + near;
}

/** The name of a single marker: name, sector, place. */
export function entryName(entry, vocabulary) {
  return [entry.name, vocabulary.sector(entry.sector).label, placeWords(entry, vocabulary)].filter(Boolean).join(", ");
}

/** "Chicago, Illinois, United States (city)": a place is never said without how exactly it is known. */
export function placeWords(entry, vocabulary) {
  const precision = vocabulary.precision(entry.precision);
  if (!entry.place) return precision ? `Place known by ${precision}` : "";
  return precision ? `${entry.place} (${precision})` : entry.place;
}

/** The shares of the sectors, largest first: "Schools 12, Higher education 9". */
export function sectorShares(cluster, vocabulary) {
  return Object.entries(cluster.sectors ?? {})
    .sort((one, other) => other[1] - one[1])
    .map(([value, count]) => `${vocabulary.sector(value).label} ${number(count)}`)
    .join(", ");
}

/** What the live region says after the map was drawn. */
export function summary(circles) {
  const total = circles.reduce((sum, circle) => sum + circle.n, 0);
  const clusters = circles.filter((circle) => circle.n > 1).length;
  const singles = circles.length - clusters;
  if (!total) return "No initiatives in view";
  const parts = [];
  if (clusters) parts.push(counted(clusters, "cluster"));
  if (singles) parts.push(clusters ? counted(singles, "single marker") : counted(singles, "marker"));
  return `${counted(total, "initiative")} in ${parts.join(" and ")} in view`;
}
