// Reads Natural Earth: shapefiles from the folder given, country polygons from the npm package world-atlas.

import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join} from 'node:path';
import * as shapefile from 'shapefile';
import {feature} from 'topojson-client';

const require = createRequire(import.meta.url);
const ISO_CODES = require('i18n-iso-countries/codes.json');
const ALPHA2 = new Map(ISO_CODES.map(([alpha2, , numeric]) => [numeric, alpha2]));

/** The features of a shapefile that have a shape, as GeoJSON; attributes are empty when there is no .dbf. */
async function shapes(folder, name) {
  const file = join(folder, name);
  const dbf = name.endsWith('countries') ? `${file}.dbf` : undefined;
  return (await shapefile.read(`${file}.shp`, dbf, {encoding: 'utf-8'})).features.filter(({geometry}) => geometry);
}

/** The layers of the map in lon/lat; the shapefiles are cut at the antimeridian already. */
export async function readLayers(naturalEarth) {
  const folder = join(naturalEarth, 'natural_earth_10m');
  return {
    land: await shapes(folder, 'ne_10m_land'),
    lakes: await shapes(folder, 'ne_10m_lakes'),
    regions: await shapes(folder, 'ne_10m_admin_1_states_provinces_lines'),
    borders: (await shapes(folder, 'ne_10m_admin_0_boundary_lines_land')).filter(({geometry}) => !isLease(geometry)),
  };
}

// The round area that Russia rents at Baikonur is drawn among the borders, but is none.
const LEASE = {west: 62, south: 45, east: 65, north: 47};

function isLease({type, coordinates}) {
  return (type === 'LineString' ? coordinates : coordinates.flat()).every(([longitude, latitude]) =>
    longitude > LEASE.west && longitude < LEASE.east && latitude > LEASE.south && latitude < LEASE.north);
}

/** Where cartographers put 177 country names: {code: {longitude, latitude, zoom}}. */
export async function readLabelHints(naturalEarth) {
  const rows = await shapes(join(naturalEarth, 'natural_earth_110m'), 'ne_110m_admin_0_countries');
  return new Map(rows.map(({properties: row}) => [
    row.ISO_A2_EH.replaceAll('\0', ''), {longitude: row.LABEL_X, latitude: row.LABEL_Y, zoom: row.MIN_LABEL},
  ]));
}

/** Every country as {code, polygons}, rings unwrapped so that none jumps over the antimeridian. */
export function readCountries() {
  const atlas = JSON.parse(readFileSync(require.resolve('world-atlas/countries-10m.json'), 'utf-8'));
  return feature(atlas, atlas.objects.countries).features
    .map(({id, properties, geometry}) => ({
      // Natural Earth gives Kosovo no number; XK is what GeoNames and the CLDR use.
      code: properties.name === 'Kosovo' ? 'XK' : ALPHA2.get(id),
      polygons: polygonsOf(geometry).map((rings) => rings.map(unwrap)),
    }))
    .filter(({code}) => code);
}

function polygonsOf(geometry) {
  return geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
}

// world-atlas stitches the two halves of Russia and Fiji together, so a ring may leap from 180 to -180.
function unwrap(ring) {
  let turn = 0;
  return ring.map(([longitude, latitude], index) => {
    const leap = index === 0 ? 0 : longitude - ring[index - 1][0];
    if (leap > 180) turn -= 360;
    if (leap < -180) turn += 360;
    return [longitude + turn, latitude];
  });
}
