// A circle's ring: the shares of its sectors as coloured arcs, clockwise from the top.

import { html } from "./dom.js";

const RING_PX = 5;
const GAP_PX = 2;
const SOFT_DEGREES = 1; // a hard edge between two colours would be jagged

/** The ring of a circle of `size` pixels. `shares` are `[term, count]`, in the order in which they are drawn. */
export function ring(shares, size) {
  const total = shares.reduce((sum, [, count]) => sum + count, 0);
  const gap = shares.length > 1 ? (GAP_PX * 360) / (Math.PI * (size - RING_PX)) : 0;
  let from = 0;
  const stops = shares.flatMap(([{ colour }, count]) => {
    const whole = (360 * count) / total;
    const start = from;
    const end = start + Math.max(whole - gap, whole / 2);
    from += whole;
    if (shares.length === 1) return [colour, colour];
    const [soft, softEnd] = [start + SOFT_DEGREES, end + SOFT_DEGREES];
    return [`transparent ${start}deg`, `${colour} ${soft}deg`, `${colour} ${end}deg`, `transparent ${softEnd}deg`];
  });
  const drawn = html("span", { class: "li-ring", "aria-hidden": "true" });
  drawn.style.background = `conic-gradient(${stops.join(", ")})`;
  return drawn;
}
