import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  checkInput,
  isJsonObject,
  lintManifest,
  trialOf,
  type ConnectorInfo,
  type Manifest,
} from '@millrace/connector-kit';
import { Coverage, runCase } from '@millrace/connector-kit/testing';
import { preset } from '@millrace/signatures';
import { describe, expect, it } from 'vitest';
import { connectorFolders } from './catalogue.ts';
import { readConnectorFolder, type ConnectorFolder } from './connector-folder.ts';
import { CONNECTORS } from './index.ts';

const folders = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

const actions = CONNECTORS.flatMap(({ manifest }) =>
  manifest.actions.map((action) => ({ name: `${manifest.id}.${action.id}`, ...action })),
);
const triggers = CONNECTORS.flatMap(({ manifest }) =>
  manifest.triggers.map((trigger) => ({ name: `${manifest.id}.${trigger.id}`, manifest, trigger })),
);

/** What a connection of a connector may hold, in any kind of sign-in. */
function fieldsOf({ connection, auth = [] }: ConnectorInfo) {
  return [...connection, ...auth.flatMap(({ fields }) => fields)];
}

describe('the list of connectors', () => {
  it('has each folder once', () => {
    expect(CONNECTORS.map(({ manifest }) => manifest.id).sort()).toEqual(folders.sort());
  });

  it.each(folders)('%s has a README and a test or cases', (folder) => {
    const files = readdirSync(join(import.meta.dirname, folder));
    expect(files).toContain('README.md');
    expect(files.some((file) => file.endsWith('.test.ts') || file === 'cases')).toBe(true);
  });

  it.each(CONNECTORS.map(({ manifest }) => manifest))(
    '$id describes itself in its README',
    (one) => {
      const text = readFileSync(join(import.meta.dirname, one.id, 'README.md'), 'utf8');
      expect(text).toContain(`# ${one.name}`);
      for (const action of one.actions) expect(text).toContain(`\`${one.id}.${action.id}\``);
    },
  );

  it.each(CONNECTORS.map(({ manifest }) => manifest))('$id has an icon of its own', ({ icon }) => {
    expect(icon).toMatch(
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 32 32">.*<\/svg>$/s,
    );
    expect(icon).not.toMatch(/<script|<image|<use|<foreignObject|\son\w+=|href|url\(/i);
    expect(icon.length).toBeLessThanOrEqual(2_048);
  });

  it('hides every value that is a secret by its name', () => {
    const open = CONNECTORS.flatMap(({ manifest }) => fieldsOf(manifest)).filter(
      ({ key, type }) => type !== 'secret' && /secret|password|token|api_key/.test(key),
    );
    expect(open).toEqual([]);
  });
});

describe('an action', () => {
  it.each(actions)('$name has a sample whose input fits its fields', ({ input, sample }) => {
    expect(checkInput(input, sample.input)).toEqual([]);
  });

  it.each(actions)('$name has a sample whose output fits its fields', ({ output, sample }) => {
    expect(isJsonObject(sample.output) && checkInput(output, sample.output)).toEqual([]);
  });
});

describe('a trigger', () => {
  it.each(triggers)(
    '$name has samples, a known scheme and its secret field',
    ({ manifest, trigger }) => {
      expect(trigger.samples.length).toBeGreaterThan(0);
      const { preset: scheme, secretField } = trigger;
      if (scheme !== undefined) expect(preset(scheme)?.id).toBe(scheme);
      if (secretField !== undefined) {
        expect(fieldsOf(manifest).map(({ key }) => key)).toContain(secretField);
      }
    },
  );
});

const dataFolders = connectorFolders(import.meta.dirname).map((folder) => basename(folder));

describe.each(dataFolders)('the connector %s', (id) => {
  const folder = join(import.meta.dirname, id);
  const { manifest, cases } = readConnectorFolder(folder);
  const ran = once(() => runCases(manifest, cases));

  it('has a manifest without a fault', () => {
    expect(lintManifest(manifest)).toEqual([]);
  });

  it('sends what it should, whatever somebody writes into its fields', () => {
    expect(trialOf(manifest, cases)).toEqual([]);
  });

  it.each(cases.map(({ file, name }, index) => ({ file, name, index })))(
    '$file: $name',
    async ({ index }) => {
      const { differences } = await ran();
      expect(differences[index]).toEqual([]);
    },
  );

  it('has a case for each of its parts, where they are not code', async () => {
    const { gaps } = await ran();
    expect(isCode(manifest) ? [] : gaps).toEqual([]);
  });
});

/** The tests of code reach what stands in its document. */
function isCode({ actions = {} }: Manifest): boolean {
  return Object.values(actions).every(({ request, steps }) => (request ?? steps) === undefined);
}

/** All cases of a connector, once for its tests in any order. */
async function runCases(manifest: Manifest, cases: ConnectorFolder['cases']) {
  const coverage = new Coverage(manifest);
  const differences: string[][] = [];
  for (const one of cases) differences.push(await runCase(manifest, one, coverage));
  return { differences, gaps: coverage.gaps() };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
