import { expect, test } from 'vitest';
import { trackedFiles } from './tracked-files.ts';

const sources = trackedFiles().filter(
  ({ path }) =>
    /^apps\/server\/src\/.*\.ts$/.test(path) &&
    !/\.test\.ts$|\/testing\/|\/migrations\//.test(path),
);

function filesWith(pattern: RegExp): string[] {
  return sources.filter(({ text }) => pattern.test(text)).map(({ path }) => path);
}

test('runs and events are written in one place each', () => {
  expect(filesWith(/^\s*INSERT INTO runs\b/m)).toEqual(['apps/server/src/runs/insert-runs.ts']);
  expect(filesWith(/^\s*INSERT INTO events\b/m)).toEqual([
    'apps/server/src/events/insert-events.ts',
  ]);
});

test('only sources of events use the acceptance port, and nothing else of its room', () => {
  const users = sources.filter(({ text }) => /from '(\.\.\/)+acceptance\//.test(text));
  expect(
    users.map(({ path }) => path).filter((path) => !/src\/(triggers|boot)\//.test(path)),
  ).toEqual([]);
  const taken = users
    .filter(({ path }) => path.includes('/triggers/'))
    .flatMap(({ text }) => [...text.matchAll(/from '(?:\.\.\/)+acceptance\/([^']+)'/g)])
    .map(([, name]) => name);
  expect(new Set(taken)).toEqual(new Set(['acceptance.module.ts', 'acceptor.ts', 'arrival.ts']));
});

test('acceptance knows nothing of HTTP', () => {
  const room = sources.filter(({ path }) => path.includes('/acceptance/'));
  expect(room.length).toBeGreaterThan(5);
  expect(
    room.filter(({ text }) => /from '(node:http|\.\.\/(http|triggers|replies)\/.*)'/.test(text)),
  ).toEqual([]);
});
