// Decides which names stand, where and how large: greedy, the most important first, no two in each other's way.

const GAP_PX = 3;
const BESIDE_PX = 3.5; // from a dot or a sign to its name
const LINE = 1.18;
const WRAP_PX = 100;
const LAST_WATER_ZOOM = 6;
const CITIES_FROM_ZOOM = 4;
const LARGE_CITY = 1_000_000; // people: such a city names a sign that it is only partly under
const MEASURED_PX = 100;
const KEPT_WIDTHS = 5000;

/**
 * The names to write, as {name, box, write(context, palette)}; boxes in pixels of the canvas.
 *
 * `signs` are boxes of what lies on the map: no name runs under one, and the city that one stands for is its name.
 */
export function arrange(context, { countries, waters, cities }, view, signs = []) {
  const labelled = (kind, rows) => rows.map((row) => kind(context, row, view)).filter(Boolean);
  const cityLabels = labelled(cityLabel, cities);
  // The dots of capitals come first, so that the names of countries step aside for them.
  const taken = cityLabels.filter(({ capital }) => capital).map(({ dot }) => dot);
  const chosen = [];
  const named = new Set(); // the signs that a city's name stands beside
  const free = (box, own) => !taken.some((other) => other !== own && meets(box, other));
  const clear = (box) => !signs.some((sign) => meets(box, sign));
  for (const label of [...labelled(countryLabel, countries), ...cityLabels, ...labelled(waterLabel, waters)]) {
    const { dot } = label;
    const sign = signs.find((one) => (dot ? covers(one, dot) : meets(label.candidates[0], one)));
    // The first city in a sign's middle is the most important one there; a second name beside it would be ambiguous.
    if (dot && (sign ? named.has(sign) || !label.names(sign) : !free(dot, dot))) continue;
    const box = (sign ? label.beside(sign) : label.candidates).find((one) => fits(dot ? around(dot, one) : one, view) && free(one, dot) && clear(one));
    if (!box) continue;
    if (sign && dot) named.add(sign);
    taken.push(box, ...(dot && !taken.includes(dot) ? [dot] : []));
    chosen.push({ name: label.name, box, write: (target, palette) => label.write(target, palette, box, sign) });
  }
  return chosen;
}

const widths = new Map(); // "face, family, words" -> width in em
document.fonts.addEventListener("loadingdone", () => widths.clear());

/** How wide words are. Measuring costs more than all the rest, so it is done once for all sizes. */
function widthOf(context, words, { face, size, family, spacing = 0 }) {
  const key = `${face} ${family}\n${words}`;
  let em = widths.get(key);
  if (em === undefined) {
    Object.assign(context, { font: `${face} ${MEASURED_PX}px ${family}`, letterSpacing: "0px" });
    em = context.measureText(words).width / MEASURED_PX;
    if (widths.size >= KEPT_WIDTHS) widths.clear();
    widths.set(key, em);
  }
  return em * size + spacing * words.length;
}

/** Whether the middle of a dot lies under a sign. */
function covers(sign, dot) {
  const [x, y] = [(dot.left + dot.right) / 2, (dot.top + dot.bottom) / 2];
  return x > sign.left && x < sign.right && y > sign.top && y < sign.bottom;
}

const clamp = (value, least, most) => Math.max(least, Math.min(most, value));

function meets(a, b) {
  const gap = Math.max(a.left - b.right, b.left - a.right, a.top - b.bottom, b.top - a.bottom);
  return gap < GAP_PX;
}

// The canvas reaches beyond what is seen, by a fraction of its size on each side. No name is cut at either edge.
function fits(box, { width, height, margin }) {
  const [aside, above] = [width * margin, height * margin];
  const seen = { left: aside, top: above, right: width - aside, bottom: height - above };
  return within(box, { left: 0, top: 0, right: width, bottom: height }) && (within(box, seen) || apart(box, seen));
}

const around = (a, b) => ({
  left: Math.min(a.left, b.left),
  top: Math.min(a.top, b.top),
  right: Math.max(a.right, b.right),
  bottom: Math.max(a.bottom, b.bottom),
});
const within = (a, b) => a.left >= b.left && a.top >= b.top && a.right <= b.right && a.bottom <= b.bottom;
const apart = (a, b) => a.right < b.left || a.left > b.right || a.bottom < b.top || a.top > b.bottom;

function boxAt(left, top, width, height) {
  return { left, top, right: left + width, bottom: top + height };
}

function countryLabel(context, { name, zoom: from, ...point }, view) {
  const early = view.zoom < 2 ? 0.7 : 0.4; // else the smallest map would name nobody
  if (view.zoom < from - early || view.zoom > Math.max(7, from + 5)) return null;
  const size = Math.round(clamp(10.5 + (view.zoom - from) * 1.5, 10.5, 17));
  return block(context, { name, point, view, face: "500", size, spacing: size * 0.06, ink: "country" });
}

function waterLabel(context, { name, zoom: from, ...point }, view) {
  if (view.zoom < from || view.zoom > LAST_WATER_ZOOM) return null;
  const size = Math.round(clamp(10 + (view.zoom - from) * 1.5, 11, 16));
  return block(context, { name, point, view, face: "italic 400", size, spacing: size * 0.12, ink: "water" });
}

/** A name centred on its point, in two lines when it is long. */
function block(context, { name, point, view, face, size, spacing, ink }) {
  const font = `${face} ${size}px ${view.font}`;
  const style = (target) =>
    Object.assign(target, { font, letterSpacing: `${spacing}px`, textAlign: "center", textBaseline: "middle" });
  const measure = (line) => widthOf(context, line, { face, size, family: view.font, spacing });
  const lines = wrapped(name, measure);
  const width = Math.max(...lines.map(measure));
  const step = size * LINE;
  const height = lines.length * step;
  const { x, y } = view.place(point);
  const write = (target, palette, box) => {
    style(target);
    const [middle, halo] = [(box.left + box.right) / 2, ink === "water" ? null : palette.halo];
    lines.forEach((line, i) => text(target, line, middle, box.top + (i + 0.5) * step, palette[ink], halo));
  };
  const aside = [[0, -step], [0, step], [-step * 2, 0], [step * 2, 0]]; // as far as a country's name may give way
  const shifts = [[0, 0], ...(ink === "country" && view.zoom >= CITIES_FROM_ZOOM ? aside : [])];
  const shifted = ([right, down]) => boxAt(x - width / 2 + right, y - height / 2 + down, width, height);
  const candidates = shifts.map(shifted);
  // No farther for a sign: it would name another country.
  const beside = () => (ink === "country" ? [...candidates, shifted([0, -step]), shifted([0, step])] : []);
  return { name, candidates, beside, write };
}

function wrapped(name, measure) {
  const words = name.split(" ");
  if (words.length === 1 || measure(name) <= WRAP_PX) return [name];
  const splits = words.slice(1).map((_, i) => [words.slice(0, i + 1).join(" "), words.slice(i + 1).join(" ")]);
  const widest = (lines) => Math.max(...lines.map(measure));
  return splits.reduce((best, lines) => (widest(lines) < widest(best) ? lines : best));
}

// Empty regions stay empty: a village is no landmark of a continent.
function leastPeople(zoom) {
  return zoom >= 8 ? 0 : 200_000 / 3.2 ** (zoom - CITIES_FROM_ZOOM);
}

/** A dot, and the name on the first free side of it. */
function cityLabel(context, { name, population, capital, ...point }, view) {
  if (view.zoom < CITIES_FROM_ZOOM || (!capital && population < leastPeople(view.zoom))) return null;
  const weight = Math.log10(Math.max(1000, population)) - 3; // 0 for a village, 4 for ten million
  const size = Math.round(clamp(9 + weight * 0.9 + (view.zoom - 4) * 0.55, 10.5, 16));
  const face = capital ? "600" : "400";
  const style = (target) => Object.assign(target, {
    font: `${face} ${size}px ${view.font}`,
    letterSpacing: "0px",
    textAlign: "left",
    textBaseline: "middle",
  });
  const width = widthOf(context, name, { face, size, family: view.font });
  const height = size * LINE;
  const radius = capital ? 3 : 2;
  const { x, y } = view.place(point);
  const dot = boxAt(x - radius, y - radius, radius * 2, radius * 2);
  const round = ({ left, top, right, bottom }) => {
    const [across, down] = [(left + right - width) / 2, (top + bottom - height) / 2];
    return [
      boxAt(right + BESIDE_PX, down, width, height),
      boxAt(left - BESIDE_PX - width, down, width, height),
      boxAt(across, top - BESIDE_PX - height, width, height),
      boxAt(across, bottom + BESIDE_PX, width, height),
    ];
  };
  const names = ({ left, right, top, bottom }) => {
    const off = Math.hypot(x - (left + right) / 2, y - (top + bottom) / 2);
    return capital || population >= LARGE_CITY || off <= (right - left) / 4 + 2;
  };
  const write = (target, palette, box, sign) => {
    style(target);
    if (!sign) disc(target, x, y, radius, capital, palette); // a sign takes the place of the dot
    text(target, name, box.left, (box.top + box.bottom) / 2, palette.city, palette.halo);
  };
  return { name, capital, dot, candidates: round(dot), beside: round, names, write };
}

function disc(context, x, y, radius, capital, palette) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = capital ? palette.land : palette.city;
  context.fill();
  context.strokeStyle = capital ? palette.city : palette.halo;
  context.lineWidth = capital ? 1.5 : 1;
  context.stroke();
}

function text(context, words, x, y, ink, halo) {
  if (halo) {
    Object.assign(context, { lineJoin: "round", lineWidth: 3, strokeStyle: halo });
    context.strokeText(words, x, y);
  }
  context.fillStyle = ink;
  context.fillText(words, x, y);
}
