import { expect, test } from 'vitest';
import { secretValue, secretVariable, withoutSecrets } from './secrets.ts';

test('a secret is reached by its name only under the prefix', () => {
  expect(secretVariable('shop db')).toBe('MILLRACE_SECRET_SHOP_DB');
  expect(secretValue('shop db', 'n', 'secret', { MILLRACE_SECRET_SHOP_DB: 'tr0ub4dor' })).toBe('tr0ub4dor');
  expect(() => secretValue('path', 'n', 'secret', { PATH: '/bin', path: 'x' })).toThrow('Node "n" uses the secret "path", which this machine does not have. Set the environment variable MILLRACE_SECRET_PATH');
});

test('what was used as a secret is in no text afterwards', () => {
  secretValue('s', undefined, 'secret', { MILLRACE_SECRET_S: 'correct horse' });
  expect(withoutSecrets('host=x password=correct horse user=y')).toBe('host=x password=••• user=y');
});
