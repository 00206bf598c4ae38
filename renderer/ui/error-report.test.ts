import { expect, it } from 'vitest';
import { errorReport } from './error-report.ts';

const report = (error: unknown, components = '') => errorReport({ part: 'Data', error, components, version: '1.2.3', browser: 'Chromium 140' });

it('says what failed where, in which version', () => {
  const error = new TypeError("Cannot read properties of undefined (reading 'rows')");
  error.stack = `TypeError: ${error.message}\n    at Grid (http://127.0.0.1:4711/assets/main-Xy.js:12:34)\n    at file:///home/ada/flow/app.js:1:2`;
  expect(report(error, '\n    at Grid\n    at PanelBoundary (app://workbench/assets/main.js:5:6)').split('\n')).toEqual([
    'Millrace 1.2.3',
    'Chromium 140',
    'Data failed',
    '',
    "TypeError: Cannot read properties of undefined (reading 'rows')",
    '  at Grid (main-Xy.js:12:34)',
    '  at app.js:1:2',
    '',
    'Inside:',
    '  at Grid',
    '  at PanelBoundary (main.js:5:6)',
  ]);
});

it('holds no data that a message quotes', () => {
  let caught: unknown;
  try {
    JSON.parse('Oslo,10');
  } catch (error) {
    caught = error;
  }
  expect(String(caught)).toContain('Oslo');
  expect(report(caught)).not.toContain('Oslo');
  expect(report('`Bergen` is "Oslo')).toContain('Thrown: `…` is "…"');
});
