import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readJson, ROOT } from './tracked-files.ts';

interface LockEntry {
  resolved?: string;
  link?: boolean;
  optional?: boolean;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  license?: string;
}

const { packages } = readJson('package-lock.json') as { packages: Record<string, LockEntry> };
const installed = Object.entries(packages).filter(([path]) => path.startsWith('node_modules/'));

const PERMISSIVE =
  /^(MIT(-0)?|ISC|0BSD|BSD(-[23]-Clause)?|Apache-2\.0|BlueOak-1\.0\.0|CC0-1\.0|Unlicense|Python-2\.0|PostgreSQL|WTFPL|Zlib)$/;

/** Packages whose licence is permissive although their package.json does not say so in one word. */
const EXCEPTIONS: Record<string, string> = {
  '@better-fetch/fetch': 'MIT in its LICENSE file, nothing in package.json',
  busboy: 'MIT, in the old "licenses" list of package.json',
  streamsearch: 'MIT, in the old "licenses" list of package.json',
};

test('the lock file names no address a package came from, so any registry serves', () => {
  const addresses = installed.filter(([, entry]) => entry.resolved !== undefined && !entry.link);
  expect(addresses.map(([path]) => path)).toEqual([]);
});

test('every version in a package.json is exact', () => {
  const manifests = ['package.json', 'test/package.json'].concat(
    ['apps', 'libs'].flatMap((folder) =>
      readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}/package.json`),
    ),
  );
  const loose = manifests.flatMap((path) => {
    const manifest = readJson(path) as Record<string, Record<string, string> | undefined>;
    return ['dependencies', 'devDependencies', 'optionalDependencies']
      .flatMap((kind) => Object.entries(manifest[kind] ?? {}))
      .filter(([name, version]) => !name.startsWith('@millrace/') && !/^\d[\w.-]*$/.test(version))
      .map(([name, version]) => `${path}: ${name} ${version}`);
  });
  expect(loose).toEqual([]);
});

test('every package that runs in production has a permissive licence', () => {
  const production = reachableFrom(['', 'apps/server']);
  expect(production.length).toBeGreaterThan(50);
  const refused = production
    .map(([path, entry]) => ({
      name: path.replace(/^.*node_modules\//, ''),
      licence: licenceOf(path, entry),
    }))
    .filter(({ name, licence }) => !isPermissive(licence) && EXCEPTIONS[name] === undefined)
    .map(({ name, licence }) => `${name}: ${licence}`);
  expect(refused).toEqual([]);
  const names = production.map(([path]) => path.replace(/^.*node_modules\//, ''));
  expect(Object.keys(EXCEPTIONS).filter((name) => !names.includes(name))).toEqual([]);
});

/** What npm installs for these projects: their dependencies and those of all they lead to. */
function reachableFrom(projects: string[]): [string, LockEntry][] {
  const seen = new Set(projects);
  for (const from of seen) {
    const { dependencies, optionalDependencies } = packages[from]!;
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      seen.add(placeOf(name, from));
    }
  }
  return [...seen]
    .filter((path) => path.startsWith('node_modules/'))
    .map((path) => [path, packages[path]!]);
}

/** The nearest node_modules upwards that holds the package, as Node resolves it. */
function placeOf(name: string, from: string): string {
  const here = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
  const entry = packages[here];
  if (entry?.link === true) return entry.resolved!;
  if (entry !== undefined) return here;
  if (from === '') throw new Error(`package-lock.json does not place ${name}`);
  return placeOf(name, from.slice(0, Math.max(0, from.lastIndexOf('/'))));
}

/** From the lock file, else from the installed package; optional ones may be absent here. */
function licenceOf(path: string, entry: LockEntry): string {
  if (entry.license !== undefined) return entry.license;
  const manifest = join(ROOT, path, 'package.json');
  if (!existsSync(manifest)) return entry.optional === true ? 'unknown, not installed' : 'unknown';
  const { license } = JSON.parse(readFileSync(manifest, 'utf8')) as { license?: unknown };
  return typeof license === 'string' ? license : 'unknown';
}

/** For `A OR B` one of them is enough, for `A AND B` both must be. */
function isPermissive(licence: string): boolean {
  return licence
    .replace(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((part) => PERMISSIVE.test(part.trim())));
}
