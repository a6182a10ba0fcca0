// Where the map looks: the two keys of the address, and the view a visitor starts with.

export const MIN_ZOOM = 1;
export const MAX_ZOOM = 18;
export const WORLD = [
  [-85.05, -180],
  [85.05, 180],
];
const WORLD_PX = 256;
const TOP_LATITUDE = 79;

/** Read `c=lat,lon` and `z=` from URLSearchParams; null unless both are there and make sense. */
export function readView(pairs) {
  const [lat, lon, ...rest] = (pairs.get("c") ?? "").split(",").map((text) => (text.trim() ? Number(text) : NaN));
  const zoom = Number(pairs.get("z") || NaN);
  const sane = Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && zoom >= MIN_ZOOM && zoom <= MAX_ZOOM && !rest.length;
  return sane ? { center: [lat, lon], zoom: Math.round(zoom) } : null;
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

/** The inhabited world for a map of `width` x `height` pixels; narrow maps begin between America and India. */
export function worldView(L, { x: width, y: height }) {
  const across = Math.round(Math.log2(width / WORLD_PX));
  const down = Math.floor(Math.log2(height / WORLD_PX) + 1.3); // at least two fifths of the world's height
  const zoom = Math.max(MIN_ZOOM, Math.min(across, down));
  const size = WORLD_PX * 2 ** zoom;
  const top = L.CRS.EPSG3857.latLngToPoint(L.latLng(TOP_LATITUDE, 0), zoom).y;
  const y = height >= size ? size / 2 : Math.min(top + height / 2, size - height / 2);
  const { lat } = L.CRS.EPSG3857.pointToLatLng(L.point(size / 2, y), zoom);
  return { center: [lat, width >= size ? 0 : 8], zoom };
}

/** The tiles of 512 pixels that cover the map and a margin, for the API: `{z, x, y}`, row by row. */
export function tilesInView(map, margin) {
  const z = map.getZoom() - 1;
  const last = 2 ** z - 1;
  const { min, max } = map.getPixelBounds();
  const tile = (pixel) => Math.min(last, Math.max(0, Math.floor(pixel / 512)));
  const tiles = [];
  for (let y = tile(min.y - margin); y <= tile(max.y + margin); y += 1) {
    for (let x = tile(min.x - margin); x <= tile(max.x + margin); x += 1) tiles.push({ z, x, y });
  }
  return tiles;
}
