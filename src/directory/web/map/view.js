// Where the map looks: the two keys of the address, the view a visitor starts with, and how far one may stray.

export const ZOOM_STEP = 0.125;
export const MIN_ZOOM = 0;
export const MAX_ZOOM = 18;
const WORLD_PX = 256;
const INHABITED = { west: -172, south: -56, east: 188, north: 72 }; // from Samoa to New Zealand, and its marker
const SEA = 0.12; // of the world's width: what a visitor may see beyond its edges
const TILE_PX = 512;

/** Read `c=lat,lon` and `z=` from URLSearchParams; null unless both are there and make sense. */
export function readView(pairs) {
  const [lat, lon, ...rest] = (pairs.get("c") ?? "").split(",").map((text) => (text.trim() ? Number(text) : NaN));
  const zoom = Number(pairs.get("z") || NaN);
  const sane = Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && zoom >= MIN_ZOOM && zoom <= MAX_ZOOM && !rest.length;
  return sane ? { center: [lat, lon], zoom: Math.round(zoom / ZOOM_STEP) * ZOOM_STEP } : null;
}

/** Read the box of `bbox=west,south,east,north`; null when there is none. */
export function readBox(pairs) {
  const box = (pairs.get("bbox") ?? "").split(",").map((text) => (text.trim() ? Number(text) : NaN));
  return box.length === 4 && box.every(Number.isFinite) ? box : null;
}

/** Write `c` and `z` into URLSearchParams with the digits that a pixel of that zoom is worth; null removes them. */
export function writeView(pairs, view) {
  if (!view) {
    pairs.delete("c");
    pairs.delete("z");
    return;
  }
  const digits = Math.max(1, Math.ceil(view.zoom / 3.3));
  pairs.set("c", view.center.map((degrees) => String(Number(degrees.toFixed(digits)))).join(","));
  pairs.set("z", String(view.zoom));
}

/** All of the inhabited world, as large as a map of `x` x `y` pixels can show it, and never what lies below it. */
export function worldView(L, { x: width, y: height }) {
  const point = (lat, lon) => L.CRS.EPSG3857.latLngToPoint(L.latLng(lat, lon), 0);
  const [low, high] = [point(INHABITED.north, INHABITED.west), point(INHABITED.south, INHABITED.east)];
  const fits = Math.log2(Math.min(width / (high.x - low.x), height / (high.y - low.y)));
  const zoom = Math.max(MIN_ZOOM, Math.floor(fits / ZOOM_STEP) * ZOOM_STEP);
  const half = height / 2 / 2 ** zoom;
  // The middle lies on the world even where the map is more than twice as high: nothing beyond has a latitude.
  const middle = L.point((low.x + high.x) / 2, Math.max(0, Math.min((low.y + high.y) / 2, WORLD_PX - half)));
  const { lat, lng } = L.CRS.EPSG3857.pointToLatLng(middle, 0);
  return { center: [lat, lng], zoom };
}

/** By how many pixels to move the map so that it shows the world and a little sea beside it; null when it does. */
export function strayed(L, map) {
  const size = WORLD_PX * 2 ** map.getZoom();
  const { min, max } = map.getPixelBounds();
  const sea = SEA * size;
  const x = shift(min.x, max.x, -sea, size + sea);
  const height = max.y - min.y;
  const bottom = Math.max(size, height / 2); // as far as the middle of the map can follow
  const y = shift(min.y, max.y, Math.min(-sea, bottom - height), bottom);
  // Leaflet drops fractions of a pixel on the way: less than two might move nothing, and be asked for without end.
  return Math.max(Math.abs(x), Math.abs(y)) < 2 ? null : L.point(x, y);
}

function shift(from, to, least, most) {
  if (to - from > most - least) return (least + most - from - to) / 2;
  return Math.max(0, least - from) - Math.max(0, to - most);
}

/** The tiles of 512 pixels that cover the map and a margin, for the API: `{z, x, y}`, row by row. */
export function tilesInView(map, margin) {
  return covering(map, map.getZoom(), { x: margin, y: margin });
}

/** The tiles of where a visitor may go next: a step nearer, half a view to any side, a step back; some are in view. */
export function tilesAround(map, margin) {
  const zoom = map.getZoom();
  const still = { x: margin, y: margin };
  const nearer = Math.min(map.getMaxZoom(), zoom + 1);
  const back = Math.max(map.getMinZoom(), zoom - 1);
  return [...covering(map, nearer, still), ...covering(map, zoom, map.getSize().divideBy(2)), ...covering(map, back, still)];
}

function covering(map, zoom, margin) {
  const z = Math.max(0, Math.round(zoom) - 1);
  const last = 2 ** z - 1;
  const side = TILE_PX * 2 ** (zoom - z - 1);
  const half = map.getSize().divideBy(2).add(margin);
  const centre = map.project(map.getCenter(), zoom);
  const tile = (pixel) => Math.min(last, Math.max(0, Math.floor(pixel / side)));
  const tiles = [];
  for (let y = tile(centre.y - half.y); y <= tile(centre.y + half.y); y += 1) {
    for (let x = tile(centre.x - half.x); x <= tile(centre.x + half.x); x += 1) tiles.push({ z, x, y });
  }
  return tiles;
}
