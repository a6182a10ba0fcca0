// The tiles with sea, land, lakes and borders: one canvas each, drawn anew in other colours without fetching.

import { fetchRetrying, Shared } from "./fetching.js";
import { decodeTile, EXTENT, openSea } from "./tile.js";

const SIZE_PX = 512;
const OVERLAP_PX = 1; // tiles overlap, or hairlines appear between them on screens of 1.25 or 1.5 device pixels
const KEPT_TILES = 96;

/** The vector tile that serves a tile of the map, and where its part of it begins. */
function sourceOf({ x, y, z }, levels) {
  const zoom = z - 1; // 512 px tiles
  const level = levels.filter((one) => one <= zoom).at(-1) ?? levels[0];
  const factor = 2 ** (zoom - level);
  const [tileX, tileY] = [Math.floor(x / factor), Math.floor(y / factor)];
  return {
    key: `${level}/${tileX}/${tileY}`,
    scale: (SIZE_PX / EXTENT) * factor,
    left: (x - tileX * factor) * SIZE_PX,
    top: (y - tileY * factor) * SIZE_PX,
  };
}

function widths(zoom) {
  return {
    coast: zoom < 4 ? 0.6 : 0.9,
    regions: zoom < 6 ? 0.7 : 1,
    borders: zoom < 3 ? 0.7 : Math.min(1.6, 0.55 + zoom * 0.11),
  };
}

function paint(canvas, paths, { scale, left, top }, zoom, palette) {
  const ratio = Math.max(1, window.devicePixelRatio || 1);
  const side = Math.ceil((SIZE_PX + OVERLAP_PX) * ratio);
  if (canvas.width !== side) canvas.width = canvas.height = side;
  const context = canvas.getContext("2d", { alpha: false });
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = palette.sea;
  context.fillRect(0, 0, side, side);
  context.setTransform(ratio * scale, 0, 0, ratio * scale, -left * ratio, -top * ratio);
  context.lineJoin = context.lineCap = "round";
  const fill = (path, colour) => {
    context.fillStyle = colour;
    context.fill(path, "evenodd");
  };
  const stroke = (path, colour, width) => {
    context.strokeStyle = colour;
    context.lineWidth = width / scale;
    context.stroke(path);
  };
  const width = widths(zoom);
  fill(paths.land, palette.land);
  stroke(paths.regions, palette.region, width.regions);
  fill(paths.lakes, palette.sea);
  stroke(paths.shores, palette.coast, width.coast);
  stroke(paths.coast, palette.coast, width.coast);
  stroke(paths.borders, palette.border, width.borders);
}

/** A GridLayer with setPalette and retry. */
export function landLayer(L, { root, readIndex, palette }) {
  async function load(key, signal) {
    const { version } = await readIndex();
    const response = await fetchRetrying(`${root}${version}/tiles/${key}`, signal);
    return response.status === 204 ? openSea() : decodeTile(await response.arrayBuffer());
  }
  const shared = new Shared(load, { kept: KEPT_TILES });

  const Land = L.GridLayer.extend({
    options: {
      tileSize: SIZE_PX,
      noWrap: true,
      bounds: [[-90, -180], [90, 180]],
      keepBuffer: 1,
      updateWhenZooming: false,
    },

    initialize() {
      this._palette = palette;
      this._ratio = window.devicePixelRatio;
      this._living = new Map(); // element -> {repaint, release}
      this.on("tileunload", ({ tile }) => this._forget(tile));
    },

    createTile(coords, done) {
      const tile = document.createElement("div");
      const canvas = document.createElement("canvas");
      canvas.style.width = canvas.style.height = `${SIZE_PX + OVERLAP_PX}px`;
      tile.append(canvas);
      this._living.set(tile, { repaint() {}, release() {} });
      this._fill(tile, canvas, coords).then(() => done(null, tile));
      return tile;
    },

    async _fill(tile, canvas, coords) {
      let [paths, source] = [openSea(), { scale: 1, left: 0, top: 0 }];
      try {
        const { levels } = await readIndex();
        const living = this._living.get(tile);
        if (!living) return;
        source = sourceOf(coords, levels);
        const { promise, release } = shared.take(source.key);
        living.release = release;
        paths = await promise;
      } catch {
        // The sea is drawn; the next tile at this place asks again, and so does `retry`.
        if (this._living.has(tile)) this._failed = true;
      }
      const living = this._living.get(tile);
      if (!living) return;
      living.repaint = () => paint(canvas, paths, source, coords.z, this._palette);
      living.repaint();
    },

    _forget(tile) {
      this._living.get(tile)?.release();
      this._living.delete(tile);
    },

    retry() {
      if (this._failed) this.redraw();
      this._failed = false;
    },

    getEvents() {
      return { ...L.GridLayer.prototype.getEvents.call(this), resize: this._sharpen };
    },

    // On a screen of other pixels, or when the browser zooms, the same pictures would be blurred.
    _sharpen() {
      if (this._ratio !== window.devicePixelRatio) this._living.forEach(({ repaint }) => repaint());
      this._ratio = window.devicePixelRatio;
    },

    setPalette(next) {
      this._palette = next;
      this._living.forEach(({ repaint }) => repaint());
    },
  });
  return new Land();
}
