// Takes the samples' data out of the package vega-datasets again: node tools/sample-data.ts
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const from = (name: string) => join(root, 'node_modules/vega-datasets/data', name);
const to = (sample: string, name: string) => join(root, 'samples', sample, 'data', name);

copyFileSync(from('birdstrikes.csv'), to('bird-strikes', 'strikes.csv'));
copyFileSync(from('us-state-capitals.json'), to('bird-strikes', 'capitals.json'));
copyFileSync(from('gapminder-health-income.csv'), to('life-expectancy', 'countries.csv'));

interface Penguin {
  readonly Species: string;
  readonly Island: string;
  readonly 'Beak Length (mm)': number | null;
  readonly 'Beak Depth (mm)': number | null;
  readonly 'Flipper Length (mm)': number | null;
  readonly 'Body Mass (g)': number | null;
  readonly Sex: string | null;
}

const penguins = JSON.parse(readFileSync(from('penguins.json'), 'utf8')) as Penguin[];
const lines = penguins.map((p, i) =>
  [
    i + 1,
    p.Species,
    p.Island,
    p['Beak Length (mm)'],
    p['Beak Depth (mm)'],
    p['Flipper Length (mm)'],
    p['Body Mass (g)'],
    p.Sex,
  ]
    .map((v) => v ?? '')
    .join(','),
);
writeFileSync(
  to('penguin-species', 'penguins.csv'),
  `${['penguin,species,island,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g,sex', ...lines].join('\n')}\n`,
);

const [header = '', ...days] = readFileSync(from('weather.csv'), 'utf8').trim().split(/\r?\n/);
const names = header.split(',');
const measured = new Set(['precipitation', 'temp_max', 'temp_min', 'wind']);
// The station reports arrive day by day, the two stations in turn.
const reports = days.map((line) =>
  Object.fromEntries(line.split(',').map((text, i) => [names[i]!, measured.has(names[i]!) ? Number(text) : text])),
);
reports.sort(
  (a, b) =>
    String(a['date']).localeCompare(String(b['date'])) || String(b['location']).localeCompare(String(a['location'])),
);
writeFileSync(to('live-weather', 'reports.ndjson'), `${reports.map((report) => JSON.stringify(report)).join('\n')}\n`);

interface Flight {
  readonly date: string;
  readonly delay: number;
  readonly distance: number;
  readonly origin: string;
  readonly destination: string;
}

const flights = JSON.parse(readFileSync(from('flights-5k.json'), 'utf8')) as Flight[];
const flightLines = flights.map((f, i) =>
  [i + 1, f.date.replaceAll('/', '-'), f.origin, f.destination, f.distance, f.delay].join(','),
);
writeFileSync(
  to('late-flights', 'flights.csv'),
  `${['flight,departure,origin,destination,distance,delay', ...flightLines].join('\n')}\n`,
);

interface Quakes {
  readonly features: readonly {
    readonly id: string;
    readonly properties: {
      readonly time: number;
      readonly type: string;
      readonly place: string;
      readonly mag: number | null;
      readonly rms: number | null;
      readonly gap: number | null;
      readonly nst: number | null;
      readonly dmin: number | null;
    };
    readonly geometry: { readonly coordinates: readonly number[] };
  }[];
}

// The network reports events as they happen.
const quakes = (JSON.parse(readFileSync(from('earthquakes.json'), 'utf8')) as Quakes).features
  .filter((f) => f.properties.type === 'earthquake')
  .sort((a, b) => a.properties.time - b.properties.time || (a.id < b.id ? -1 : 1))
  .map(({ id, properties: p, geometry: { coordinates } }) => ({
    event: id,
    happened: new Date(p.time).toISOString(),
    place: p.place,
    longitude: coordinates[0],
    latitude: coordinates[1],
    depth: coordinates[2],
    magnitude: p.mag,
    residual: p.rms,
    gap: p.gap,
    stations: p.nst,
  }));
writeFileSync(to('quake-watch', 'events.ndjson'), `${quakes.map((quake) => JSON.stringify(quake)).join('\n')}\n`);

// Where the events were, without how far from there; each place once.
const places = new Map<string, number>();
for (const { place } of quakes) {
  const name = place.replace(/^\d+km [NSEW]+ of /, '');
  places.set(name, (places.get(name) ?? 0) + 1);
}
const placeLines = [...places].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, events]) => `"${name}",${events}`);
writeFileSync(to('place-names', 'places.csv'), `${['place,events', ...placeLines].join('\n')}\n`);
