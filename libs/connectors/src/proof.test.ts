import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Manifest } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { connectorFolders } from './catalogue.ts';
import { readConnectorFolder } from './connector-folder.ts';
import { CONNECTORS } from './index.ts';
import { readProof, tiersOf, wireOf, withTiers, type Proof } from './proof.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const folders = connectorFolders(import.meta.dirname).map((folder) => basename(folder));
const { manifest } = readConnectorFolder(join(import.meta.dirname, 'slack'));

describe.each(folders)('the proof of %s', (id) => {
  const folder = join(import.meta.dirname, id);
  const proof = readProof(folder);
  const own = readConnectorFolder(folder).manifest;

  it('names tests that are there, of actions that are there', () => {
    for (const [action, { test }] of Object.entries(proof.actions)) {
      expect(Object.keys(own.actions ?? {})).toContain(action);
      expect(existsSync(join(ROOT, test)), test).toBe(true);
      const text = readFileSync(join(ROOT, test), 'utf8');
      expect(text, action).toMatch(new RegExp(`^ {6}'?${action}'?: \\{`, 'm'));
    }
  });

  it(`holds for what is sent now; otherwise run: npm run peers ${id}`, () => {
    const stale = Object.entries(proof.actions).filter(([action, { wire }]) => {
      return wireOf(own, action) !== wire;
    });
    expect(stale.map(([action]) => action)).toEqual([]);
  });
});

describe('a tier', () => {
  const proven = (change: Partial<Proof['actions'][string]> = {}): Proof => ({
    actions: {
      'send-message': {
        ...{ tier: 'peer', peer: 'emulate', version: '0.11.2', day: '2026-11-27' },
        ...{ test: 'test/peers/connectors/slack.js', wire: wireOf(manifest, 'send-message') },
        ...change,
      },
    },
  });
  const changed = (change: object): Manifest => {
    const action = manifest.actions?.['send-message'];
    if (action === undefined) throw new Error('Slack sends no messages.');
    return {
      ...manifest,
      actions: { ...manifest.actions, 'send-message': { ...action, ...change } },
    };
  };

  it('is that of the proof while the action sends what was proven', () => {
    expect(tiersOf(manifest, proven())).toMatchObject({
      'send-message': 'peer',
      'update-message': 'documentation',
    });
    const words = changed({ label: 'Post', description: 'Posts.', search: ['say'] });
    expect(tiersOf(words, proven())).toMatchObject({ 'send-message': 'peer' });
  });

  it.each([
    ['another request', changed({ request: { path: '/chat.post' } })],
    ['another reading of the answer', changed({ output: { value: null } })],
    ['another field', changed({ input: [] })],
    ['another address', { ...manifest, servers: { api: 'https://slack.example/api' } }],
  ])('falls back with %s', (_, one) => {
    expect(tiersOf(one, proven())).toMatchObject({ 'send-message': 'documentation' });
  });

  it('of a connector is what all of its actions have reached', () => {
    const info = CONNECTORS.find((one) => one.manifest.id === 'slack')?.manifest;
    if (info === undefined) throw new Error('There is no Slack.');
    const all = Object.fromEntries(info.actions.map(({ id }) => [id, 'peer' as const]));
    expect(withTiers(info, all).tier).toBe('peer');
    const some = { ...all, 'list-channels': 'document' as const };
    expect(withTiers(info, some).tier).toBe('document');
    expect(withTiers(info, {}).tier).toBe('documentation');
  });
});
