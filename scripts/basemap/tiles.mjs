// Cuts the layers into vector tiles and writes each as a run of variable-length integers.

import {gzipSync} from 'fflate';
import GeoJSONVT from 'geojson-vt';

export const LEVELS = [0, 2, 4, 6]; // each serves two zooms of the map, the last one all that follow
const EXTENT = 4096;
const BUFFER = 64;
const TOLERANCE = 1.5;
const TILE_PX = 512;
const LEAST_REGION_PX = {2: 44, 4: 30, 6: 0}; // where regions would be narrower, their borders are left out
const LEAST_LAKE = 20; // tile units across; smaller ones are left out
const LAYERS = ['land', 'lakes', 'regions', 'borders']; // the order in the file, known to basemap.js

/** Every tile that holds anything, in order: [{z, x, y, bytes}], bytes gzipped. */
export function cutTiles(layers, widths) {
  const tiles = [];
  for (const z of LEVELS) {
    const indexes = LAYERS.map((name) => index(layersAt(name, layers[name], widths, z)));
    for (let x = 0; x < 2 ** z; x++) {
      for (let y = 0; y < 2 ** z; y++) {
        const parts = indexes.map((tileIndex, layer) => rings(tileIndex?.getTileRaw(z, x, y), LAYERS[layer]));
        if (parts.some((part) => part.length)) {
          tiles.push({z, x, y, bytes: gzipSync(encode(parts), {level: 9, mtime: 0})});
        }
      }
    }
  }
  return tiles;
}

function layersAt(name, features, widths, z) {
  if (name !== 'regions') return features;
  if (z === 0) return [];
  return features.filter((_, i) => widths[i] * 2 ** z * TILE_PX >= LEAST_REGION_PX[z]);
}

function index(features) {
  if (!features.length) return null;
  // One level more than is cut: geojson-vt does not simplify its last one.
  const maxZoom = LEVELS.at(-1) + 1;
  const options = {maxZoom, indexMaxZoom: 4, tolerance: TOLERANCE, extent: EXTENT, buffer: BUFFER};
  return new GeoJSONVT({type: 'FeatureCollection', features}, options);
}

function rings(tile, layer) {
  const closed = layer === 'land' || layer === 'lakes';
  return (tile?.features ?? []).flatMap(({geometry}) => geometry)
    .map((flat) => tidy(flat, closed))
    .filter((points) => points.length >= (closed ? 3 : 2) && (layer !== 'lakes' || across(points) >= LEAST_LAKE));
}

// Rounding to tile units leaves doubled points and, in a ring, the first one again at the end.
function tidy(flat, closed) {
  const points = [];
  for (let i = 0; i < flat.length; i += 2) {
    const last = points.at(-1);
    if (!last || last[0] !== flat[i] || last[1] !== flat[i + 1]) points.push([flat[i], flat[i + 1]]);
  }
  const [first, last] = [points[0], points.at(-1)];
  if (closed && points.length > 1 && first[0] === last[0] && first[1] === last[1]) points.pop();
  return points;
}

function across(points) {
  const side = (axis) => Math.max(...points.map((p) => p[axis])) - Math.min(...points.map((p) => p[axis]));
  return Math.max(side(0), side(1));
}

function encode(parts) {
  const bytes = [];
  const push = (value) => {
    for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128);
    bytes.push(value);
  };
  const pushSigned = (value) => push(((value << 1) ^ (value >> 31)) >>> 0);
  for (const part of parts) {
    push(part.length);
    let [x, y] = [0, 0];
    for (const points of part) {
      push(points.length);
      for (const [px, py] of points) {
        pushSigned(px - x);
        pushSigned(py - y);
        [x, y] = [px, py];
      }
    }
  }
  return Uint8Array.from(bytes);
}
