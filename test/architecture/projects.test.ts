import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, trackedFiles } from './tracked-files.ts';

test('npm test runs every project that has tests', () => {
  const runner = readFileSync(join(ROOT, 'tools/test.js'), 'utf8');
  const configs = trackedFiles().filter(({ path }) => path.endsWith('/vitest.config.ts'));
  const names = configs.map(({ path, text }) => /name: '([\w-]+)'/.exec(text)?.[1] ?? path);
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !runner.includes(`'${name}'`))).toEqual([]);
});
