import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isAppError, lintManifest, trialOf } from '@millrace/connector-kit';
import { Coverage, runCase } from '@millrace/connector-kit/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConnectorFolder } from './connector-folder.ts';
import { newConnector } from './new-connector.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'millrace-connector-'));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

/** What `tools/check-connector.ts` says of a folder. */
async function check(folder: string): Promise<string[]> {
  const { manifest, cases } = readConnectorFolder(folder);
  const coverage = new Coverage(manifest);
  const found = [...lintManifest(manifest), ...trialOf(manifest, cases)].map(
    ({ path, message }) => `${path}: ${message}`,
  );
  for (const one of cases) {
    const differences = await runCase(manifest, one, coverage);
    found.push(...differences.map((what) => `${one.name}: ${what}`));
  }
  return [...found, ...coverage.gaps().map(({ path, message }) => `${path}: ${message}`)];
}

describe('a new connector', () => {
  it('fails in one place, its first case, until that is filled in', async () => {
    const folder = newConnector(root, 'my-app');
    const only = 'A thing is read: output is {"id":"t1","name":"A thing"}';
    expect(await check(folder)).toEqual([only]);

    const file = join(folder, 'cases', 'first.yaml');
    const filled = readFileSync(file, 'utf8').replace(
      /output: Fill in.*/,
      'output: { id: t1, name: A thing }',
    );
    writeFileSync(file, filled);
    expect(await check(folder)).toEqual([]);
  });

  it('has the icon and the README that every connector has', () => {
    const folder = newConnector(root, 'my-app');
    expect(readConnectorFolder(folder).manifest.icon).toMatch(
      /^<svg .*viewBox="0 0 32 32">.*<\/svg>$/s,
    );
    const readme = readFileSync(join(folder, 'README.md'), 'utf8');
    expect(readme).toContain('# My App');
    expect(readme).toContain('`my-app.get-thing`');
  });

  it.each(['My App', '../up', ''])('is not made under the id "%s"', (id) => {
    expect(() => newConnector(root, id)).toThrow(expect.toSatisfy(isAppError));
  });

  it('does not write over one that is there', () => {
    newConnector(root, 'my-app');
    expect(() => newConnector(root, 'my-app')).toThrow('there is a folder of that name');
  });
});

describe('the pages about making a connector', () => {
  const docs = join(import.meta.dirname, '../../../docs');
  const page = ['making-a-connector.md', 'connector-cases.md']
    .map((name) => readFileSync(join(docs, name), 'utf8'))
    .join('');
  const snippets = [...page.matchAll(/```yaml (\S+)\n(.*?)```/gs)];

  it('make one that passes all of its checks', async () => {
    const folder = newConnector(root, 'raindrop');
    const files = new Map<string, string>();
    for (const [, file = '', text = ''] of snippets)
      files.set(file, (files.get(file) ?? '') + text);
    for (const [file, text] of files) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    expect([...files.keys()]).toEqual(['connector.yaml', 'cases/first.yaml']);
    expect(await check(folder)).toEqual([]);

    const { manifest, cases } = readConnectorFolder(folder);
    const parts = new Coverage(manifest).size;
    expect(page).toContain(
      `raindrop: 1 actions, 0 triggers, ${cases.length} cases, 0 differences, ${parts} of ${parts} parts reached`,
    );
  });
});
