import { describe, expect, test } from 'vitest';
import { readJson, trackedFiles } from './tracked-files.ts';

const files = trackedFiles();
const sources = files.filter(({ path }) =>
  /^(apps|libs|test|tools)\/.*\.(tsx?|js|css)$/.test(path),
);

/** Where each pattern stands, as `path: matched text`. */
function findings(pattern: RegExp, among = files): string[] {
  return among.flatMap(({ path, text }) => {
    const found = pattern.exec(text);
    return found === null ? [] : [`${path}: ${found[0]}`];
  });
}

describe('the tree', () => {
  test('there is code to look at', () => {
    expect(sources.length).toBeGreaterThan(100);
  });

  test('no source file is longer than 400 lines', () => {
    const long = sources.filter(({ text }) => text.trimEnd().split('\n').length > 400);
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  test('no file or folder is named for what it is not', () => {
    const vague = /(^|\/)(utils?|helpers?|types|constants|common|misc)(\/|\.tsx?$)/;
    expect(sources.map(({ path }) => path).filter((path) => vague.test(path))).toEqual([]);
  });

  test('names are kebab-case', () => {
    const named = sources.filter(({ path }) => path.split('/').some((part) => /[A-Z_]/.test(part)));
    expect(named.map(({ path }) => path)).toEqual([]);
  });

  test('no file leaves work for later in a comment', () => {
    const later = new RegExp(
      `\\b(${['TO', 'FIX'].map((word, i) => word + ['DO', 'ME'][i]!).join('|')})\\b`,
    );
    expect(findings(later, sources)).toEqual([]);
  });
});

describe('a library', () => {
  const manifests = files.filter(({ path }) => /^libs\/[^/]+\/package\.json$/.test(path));

  test.each(manifests.map(({ path }) => path))('%s closes its exports', (path) => {
    const { exports, main, private: isPrivate } = readJson(path) as Record<string, unknown>;
    const doors = Object.keys(exports ?? {});
    expect(doors).toContain('.');
    expect(doors.filter((door) => door !== '.' && door !== './testing')).toEqual([]);
    expect(main).toBeUndefined();
    expect(isPrivate).toBe(true);
  });

  test('every library carries the tag that the import table knows it by', () => {
    for (const { path } of manifests) {
      const { nx } = readJson(path) as { nx?: { tags?: string[] } };
      expect(nx?.tags, path).toEqual([`lib:${path.split('/')[1]!}`]);
    }
  });
});

describe('what must not be in the repository', () => {
  test('no path of the machine it was written on', () => {
    // Put together here, so that this file does not hold what it looks for.
    const places = ['work', 'root', 'home/[a-z]+', 'Users/[A-Za-z]+'];
    const path = new RegExp(`(?<![\\w.:@})/-])/(${places.join('|')})/[\\w.-]+`);
    expect(findings(path).filter((line) => !line.startsWith('package-lock.json'))).toEqual([]);
  });

  test('no address of a package registry, in the lock file neither', () => {
    const registry = new RegExp(['registry', '(npmjs|yarnpkg)', '(org|com)'].join('\\.'));
    expect(findings(registry)).toEqual([]);
  });

  test.each([
    ['a private key', '-----BEGIN [A-Z ]*PRIVATE ' + 'KEY-----'],
    ['a GitHub token', '\\bgh[pousr]_[A-Za-z0-9]{36}'],
    ['an AWS key', '\\bAKIA[0-9A-Z]{16}\\b'],
    ['a Slack token', '\\bxox[abprs]-[0-9A-Za-z-]{20,}'],
    ['a live Stripe key', '\\b[rs]k_live_[0-9A-Za-z]{16,}'],
    ['a Mailchimp key', '\\b(?!0123456789abcdef|f{32})[0-9a-f]{32}-us\\d{1,2}\\b'],
    ['an npm token', '\\bnpm_[A-Za-z0-9]{36}\\b'],
  ])('nothing that looks like %s', (_, pattern) => {
    expect(findings(new RegExp(pattern))).toEqual([]);
  });
});
