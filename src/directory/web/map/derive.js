// What a tile must hold, told from a larger one around it: where that has only single points, or nothing, a smaller tile
// has the same. Cells of small tiles lie within those of large ones, so points that stand apart stay apart.

const EDGE_DEGREES = 0.00002; // coordinates travel rounded: a point on a border may belong to either side

const longitude = (column, columns) => (360 * column) / columns - 180;
const latitude = (row, rows) => (Math.atan(Math.sinh(Math.PI * (1 - (2 * row) / rows))) * 180) / Math.PI;

/** The box of a tile, `[west, south, east, north]`; those at the rim of the world reach beyond it. */
function boxOf({ z, x, y }) {
  const tiles = 2 ** z;
  const south = y + 1 === tiles ? -90 : latitude(y + 1, tiles);
  const north = y ? latitude(y, tiles) : 90;
  return [x ? longitude(x, tiles) : -181, south, x + 1 === tiles ? 181 : longitude(x + 1, tiles), north];
}

/** The clusters of a larger tile that lie in this one; null where it would divide one, or may. */
export function pointsWithin(clusters, tile) {
  const [west, south, east, north] = boxOf(tile);
  const reach = (by) => ([w, s, e, n]) => e > west - by && w < east + by && n > south - by && s < north + by;
  const found = clusters.filter(({ bbox }) => reach(EDGE_DEGREES)(bbox));
  const isPoint = ({ bbox: [w, s, e, n] }) => w === e && s === n;
  const isInside = ({ bbox: [w, s] }) => w > west + EDGE_DEGREES && w < east - EDGE_DEGREES && s > south + EDGE_DEGREES && s < north - EDGE_DEGREES;
  return found.every((cluster) => isPoint(cluster) && isInside(cluster)) ? found : null;
}
