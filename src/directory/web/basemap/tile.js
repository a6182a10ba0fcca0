// Decodes one vector tile: four layers of rings or lines, as variable-length integers, 4096 units a side.

export const EXTENT = 4096;

class Numbers {
  #bytes;
  #at = 0;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  next() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new RangeError("the tile ends too early");
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
    }
  }

  nextSigned() {
    const value = this.next();
    return (value >>> 1) ^ -(value & 1);
  }
}

/** What a tile without anything holds. */
export const openSea = () =>
  Object.fromEntries(["land", "coast", "lakes", "shores", "regions", "borders"].map((name) => [name, new Path2D()]));

/** Paths in tile units: filled are `land` and `lakes`, stroked the others. */
export function decodeTile(buffer) {
  const numbers = new Numbers(new Uint8Array(buffer));
  const paths = openSea();
  eachLine(numbers, (points) => addRing(points, paths.land, paths.coast));
  eachLine(numbers, (points) => addRing(points, paths.lakes, paths.shores));
  eachLine(numbers, (points) => addLine(points, paths.regions));
  eachLine(numbers, (points) => addLine(points, paths.borders));
  return paths;
}

function eachLine(numbers, use) {
  let [x, y] = [0, 0];
  for (let left = numbers.next(); left > 0; left--) {
    const points = [];
    for (let more = numbers.next(); more > 0; more--) {
      x += numbers.nextSigned();
      y += numbers.nextSigned();
      points.push(x, y);
    }
    use(points);
  }
}

function addLine(points, path) {
  path.moveTo(points[0], points[1]);
  for (let i = 2; i < points.length; i += 2) path.lineTo(points[i], points[i + 1]);
}

function addRing(points, area, outline) {
  addLine(points, area);
  area.closePath();
  let [x, y] = points.slice(-2);
  let pen = false;
  for (let i = 0; i < points.length; i += 2) {
    const [toX, toY] = [points[i], points[i + 1]];
    // Where the ring was cut, at the edge of the tile or of the world, there is no coast.
    const cut = beyond(x, toX) || beyond(y, toY);
    if (!cut) {
      if (!pen) outline.moveTo(x, y);
      outline.lineTo(toX, toY);
    }
    pen = !cut;
    [x, y] = [toX, toY];
  }
}

const beyond = (one, other) => (one <= 0 && other <= 0) || (one >= EXTENT && other >= EXTENT);
