import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkInput, isJsonObject } from '@millrace/connector-kit';
import { preset } from '@millrace/signatures';
import { describe, expect, it } from 'vitest';
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

describe('the list of connectors', () => {
  it('has each folder once', () => {
    expect(CONNECTORS.map(({ manifest }) => manifest.id).sort()).toEqual(folders.sort());
  });

  it.each(folders)('%s has a README and a test', (folder) => {
    const files = readdirSync(join(import.meta.dirname, folder));
    expect(files).toContain('README.md');
    // Mailchimp's calls are tried at a stand-in, in test/system.
    expect(files.some((file) => file.endsWith('.test.ts'))).toBe(true);
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
    expect(icon.length).toBeLessThan(2_000);
  });

  it('hides every value that is a secret by its name', () => {
    const open = CONNECTORS.flatMap(({ manifest }) => manifest.connection).filter(
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
        expect(manifest.connection.map(({ key }) => key)).toContain(secretField);
      }
    },
  );
});
