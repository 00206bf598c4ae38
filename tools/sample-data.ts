// Takes the samples' data out of the package vega-datasets again: node tools/sample-data.ts
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const from = (name: string) => join(root, 'node_modules/vega-datasets/data', name);
const to = (sample: string, name: string) => join(root, 'samples', sample, 'data', name);

copyFileSync(from('birdstrikes.csv'), to('bird-strikes', 'strikes.csv'));
copyFileSync(from('us-state-capitals.json'), to('bird-strikes', 'capitals.json'));

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
