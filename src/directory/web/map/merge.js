// Joins clusters that would overlap on the screen. Knows pixels only; counts are never lost.

const GAP_PX = 4;
const COARSE = { region: 36, country: 48 };

/** Tell whether an entry's place is a whole region or country, which is never drawn as a point. */
export const isCoarse = (entry) => Object.hasOwn(COARSE, entry.precision);

/** The diameter in pixels of what is drawn for `count` initiatives, or for one entry. */
export function diameter(count, entry) {
  if (entry) return COARSE[entry.precision] ?? 28;
  return Math.min(84, Math.round(26 + 10 * Math.log10(count)));
}

/** The smallest box around two boxes `[west, south, east, north]`. */
export function union(one, other) {
  return [
    Math.min(one[0], other[0]),
    Math.min(one[1], other[1]),
    Math.max(one[2], other[2]),
    Math.max(one[3], other[3]),
  ];
}

function bySize(one, other) {
  return other.n - one.n || other.lat - one.lat || one.lon - other.lon || compare(one.entry?.id, other.entry?.id);
}

function compare(one = "", other = "") {
  return one < other ? -1 : Number(one > other);
}

function overlap(one, other) {
  const reach = one.radius + other.radius + GAP_PX;
  return (one.x - other.x) ** 2 + (one.y - other.y) ** 2 < reach ** 2;
}

function absorb(host, guest, minimum) {
  const n = host.n + guest.n;
  host.x = (host.x * host.n + guest.x * guest.n) / n;
  host.y = (host.y * host.n + guest.y * guest.n) / n;
  host.n = n;
  host.bbox = union(host.bbox, guest.bbox);
  host.boxes.push(...guest.boxes);
  for (const [sector, count] of Object.entries(guest.sectors)) {
    host.sectors[sector] = (host.sectors[sector] ?? 0) + count;
  }
  delete host.entry;
  host.radius = Math.max(minimum, diameter(n)) / 2;
}

/**
 * Join clusters, biggest first, until no two circles touch; the same clusters give the same circles in any order.
 * Each circle keeps the boxes of what it was joined from, which do not overlap those of the others.
 * `project(cluster)` gives `{x, y}` in pixels; `minimum` is the least diameter a pointer can hit.
 */
export function mergeClusters(clusters, project, minimum) {
  let circles = clusters.map((cluster) => ({
    ...cluster,
    ...project(cluster),
    boxes: [cluster.bbox],
    sectors: { ...cluster.sectors },
    radius: Math.max(minimum, diameter(cluster.n, cluster.entry)) / 2,
  }));
  for (;;) {
    const kept = [];
    for (const circle of circles.sort(bySize)) {
      const host = kept.find((other) => overlap(other, circle));
      if (host) absorb(host, circle, minimum);
      else kept.push(circle);
    }
    if (kept.length === circles.length) return kept;
    circles = kept;
  }
}
