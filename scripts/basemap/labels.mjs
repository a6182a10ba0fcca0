// Where each country's name stands and from which zoom on, and how wide its regions are.

import polylabel from 'polylabel';

const WORLD_PX = 256; // the world's width at Leaflet zoom 0
const ROOM_PX = 90; // a name appears once its country is about that wide
const SMALL_COUNTRY_ZOOM = {least: 4, most: 7};

/** Web Mercator, the world as the unit square. */
export function project([longitude, latitude]) {
  const sine = Math.sin((Math.max(-85.0511, Math.min(85.0511, latitude)) * Math.PI) / 180);
  return [longitude / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
}

function unproject([x, y]) {
  return [(x - 0.5) * 360, (Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)) * 180) / Math.PI];
}

function ringArea(ring) {
  let sum = 0;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    sum += (ring[j][0] - ring[i][0]) * (ring[j][1] + ring[i][1]);
  }
  return Math.abs(sum / 2);
}

function extent(points) {
  const side = (axis) => {
    const values = points.map((point) => point[axis]);
    return values.reduce((a, b) => Math.max(a, b)) - values.reduce((a, b) => Math.min(a, b));
  };
  return Math.max(side(0), side(1));
}

/** The label of every country, largest first: [{code, lon, lat, zoom}]. */
export function countryLabels(countries, hints) {
  const rows = countries.map(({code, polygons}) => {
    const projected = polygons.map((rings) => rings.map((ring) => ring.map(project)));
    const area = projected.reduce((sum, [outer]) => sum + ringArea(outer), 0);
    return {area, label: {code, ...labelPlace(code, projected, hints)}};
  });
  rows.sort((a, b) => b.area - a.area || (a.label.code < b.label.code ? -1 : 1));
  const seen = new Set();
  return rows.map(({label}) => label).filter(({code}) => !seen.has(code) && seen.add(code));
}

function labelPlace(code, polygons, hints) {
  const hint = hints.get(code);
  if (hint) return {lon: round(hint.longitude), lat: round(hint.latitude), zoom: hint.zoom};
  const largest = polygons.reduce((a, b) => (ringArea(b[0]) > ringArea(a[0]) ? b : a));
  const [lon, lat] = unproject(polylabel(largest, 1e-7));
  const {least, most} = SMALL_COUNTRY_ZOOM;
  const wideEnough = Math.log2(ROOM_PX / (WORLD_PX * extent(largest[0])));
  const zoom = Math.round(Math.max(least, Math.min(most, wideEnough)) * 10) / 10;
  return {lon: round(((lon + 540) % 360) - 180), lat: round(lat), zoom};
}

function round(degrees) {
  return Math.round(degrees * 1000) / 1000;
}

/**
 * How wide the first-level regions round a line are, as a fraction of the world: 2 * area / length of lines of the
 * country the line runs through. A line outside every country counts as the narrowest.
 */
export function regionWidths(lines, countries) {
  const areas = countries.map(({polygons}) => polygons.map((rings) => prepare(rings.map((ring) => ring.map(project)))));
  const owner = lines.map((line) => {
    const points = line.geometry.type === 'LineString' ? line.geometry.coordinates : line.geometry.coordinates[0];
    const middle = project(points[points.length >> 1]);
    return areas.findIndex((polygons) => polygons.some((polygon) => contains(polygon, middle)));
  });
  const lengths = new Map();
  lines.forEach(({geometry}, index) => {
    lengths.set(owner[index], (lengths.get(owner[index]) ?? 0) + lineLength(geometry));
  });
  return owner.map((country) => {
    if (country < 0) return 0;
    const area = areas[country].reduce((sum, {rings: [outer]}) => sum + ringArea(outer), 0);
    return (2 * area) / lengths.get(country);
  });
}

function lineLength({type, coordinates}) {
  const parts = type === 'LineString' ? [coordinates] : coordinates;
  let sum = 0;
  for (const part of parts) {
    const points = part.map(project);
    for (let i = 1; i < points.length; i++) {
      sum += Math.hypot(points[i][0] - points[i - 1][0], points[i][1] - points[i - 1][1]);
    }
  }
  return sum;
}

function prepare(rings) {
  const [outer] = rings;
  const xs = outer.map(([x]) => x);
  const ys = outer.map(([, y]) => y);
  const least = (values) => values.reduce((a, b) => Math.min(a, b));
  const most = (values) => values.reduce((a, b) => Math.max(a, b));
  return {rings, box: [least(xs), least(ys), most(xs), most(ys)]};
}

function contains({rings, box}, [x, y]) {
  if (x < box[0] || y < box[1] || x > box[2] || y > box[3]) return false;
  let inside = false;
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [xi, yi] = ring[i];
      const [xj, yj] = ring[j];
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
    }
  }
  return inside;
}
