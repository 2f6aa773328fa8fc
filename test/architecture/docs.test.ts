import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ERRORS } from '@millrace/model';
import { describe, expect, test } from 'vitest';
import { ROOT, trackedFiles } from './tracked-files.ts';

const files = trackedFiles();
const pages = files.filter(({ path }) => path.endsWith('.md') && !path.startsWith('libs/'));

describe('the error catalogue', () => {
  const code = files
    .filter(({ path }) => /^(apps|libs)\/.*\.tsx?$/.test(path) && !path.endsWith('.test.ts'))
    .filter(({ path }) => !path.startsWith('libs/model/src/errors/'))
    .map(({ text }) => text)
    .join('\n');

  test('every code is used somewhere, so that no error is described that cannot happen', () => {
    const unused = Object.keys(ERRORS).filter((name) => !new RegExp(`\\b${name}\\b`).test(code));
    expect(unused).toEqual([]);
  });
});

test('the generated pages of docs/ say what the code says', async () => {
  const check = promisify(execFile)(process.execPath, [
    join(ROOT, 'tools/generate-docs.ts'),
    '--check',
  ]);
  await expect(check).resolves.toBeDefined();
});

describe('pages for readers', () => {
  test('a page of docs/ has at most 100 lines, a decision at most 60', () => {
    const long = pages.filter(({ path, text }) => {
      if (/^docs\/(errors|connectors)\.md$/.test(path)) return false;
      const most = path.startsWith('docs/decisions/') ? 60 : 100;
      return path.startsWith('docs/') && text.trimEnd().split('\n').length > most;
    });
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  test('no link between pages leads nowhere', () => {
    const dead = pages.flatMap(({ path, text }) =>
      [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g)]
        .map(([, target]) => join(dirname(path), target!))
        .filter((target) => !existsSync(join(ROOT, target)))
        .map((target) => `${path} → ${target}`),
    );
    expect(dead).toEqual([]);
  });

  test('every page of docs/ can be found from the README', () => {
    const readme = files.find(({ path }) => path === 'README.md')?.text ?? '';
    const hidden = pages
      .filter(({ path }) => /^docs\/[^/]+\.md$/.test(path))
      .filter(({ path }) => !readme.includes(`(${path})`));
    expect(hidden.map(({ path }) => path)).toEqual([]);
  });

  test('an npm command that a page names exists', () => {
    const manifest = files.find(({ path }) => path === 'package.json')!.text;
    const { scripts } = JSON.parse(manifest) as { scripts: Record<string, string> };
    const named = pages.flatMap(({ path, text }) =>
      [...text.matchAll(/\bnpm run (?:-s )?([a-z][\w:-]*)/g)].map(([, name]) => ({
        path,
        name: name!,
      })),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter(({ name }) => !(name in scripts))).toEqual([]);
  });
});
