import { join } from 'node:path';
import { expect, test } from 'vitest';

interface Progress {
  start(): string[];
  read(line: string): string[];
  still(): string[];
}

const { BuildProgress } = (await import(
  join(import.meta.dirname, '../../tools/build-progress.js')
)) as { BuildProgress: new (apps: string[], now: () => number) => Progress };

test('a first start says what it builds, how far it is, and that it goes on', () => {
  let now = 0;
  const progress = new BuildProgress(['server', 'editor'], () => now);
  const said = [...progress.start()];
  now = 3_900;
  said.push(...progress.read(' NX   Running target build for 2 projects:'));
  said.push(...progress.read('✔  nx run @millrace/server:build'));
  now = 10_000;
  said.push(...progress.still());
  now = 22_100;
  said.push(...progress.read('✔  nx run @millrace/editor:build  [local cache]'));
  said.push(...progress.still());
  expect(said).toEqual([
    'Building the server and the editor. Needed once, and after changes: about half a minute.',
    '  [1/2] The server is built (4 s).',
    '  [1/2] Still building the editor (10 s) …',
    '  [2/2] The editor is built (22 s).',
  ]);
});
