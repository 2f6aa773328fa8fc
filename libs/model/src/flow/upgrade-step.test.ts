import { describe, expect, it } from 'vitest';
import type { Upgrade } from '../connector/manifest.ts';
import { parseJson } from '../parse-json.ts';
import type { ActionStep } from './step.ts';
import { upgradeStep } from './upgrade-step.ts';

function step(input: ActionStep['input'], version?: number): ActionStep {
  const named = version === undefined ? {} : { version };
  return { id: 'add', kind: 'action', action: 'board.add', ...named, input };
}

const TEXT = { $path: '$.trigger.body.text' };

describe('a step that is given the newest version of its connector', () => {
  it.each<[string, Upgrade[], ActionStep['input'], ActionStep['input']]>([
    ['keeps its input where nothing moved', [], { text: TEXT }, { text: TEXT }],
    [
      'has a member under its new name, also in an object that is not there yet',
      [{ to: 2, id: 'add', move: { '/text': '/card/title' }, note: 'n' }],
      { text: TEXT, more: 1 },
      { more: 1, card: { title: TEXT } },
    ],
    [
      'has what a version set, but only where nothing stands',
      [{ to: 2, id: 'add', set: { '/size': 'm', '/text': 'x' }, note: 'n' }],
      { text: TEXT },
      { text: TEXT, size: 'm' },
    ],
    [
      'takes each version on the way in its order, and none that is older or of another action',
      [
        { to: 4, id: 'add', move: { '/b': '/c' }, note: 'n' },
        { to: 3, id: 'add', move: { '/a': '/b' }, note: 'n' },
        { to: 1 + 1, id: 'add', set: { '/old': 1 }, note: 'n' },
        { to: 3, id: 'other', set: { '/other': 1 }, note: 'n' },
      ],
      { a: TEXT },
      { c: TEXT },
    ],
    [
      'does not look into a mapping for a member of it',
      [{ to: 3, id: 'add', move: { '/text/$path': '/x' }, note: 'n' }],
      { text: TEXT },
      { text: TEXT },
    ],
  ])('%s', (_, upgrades, input, expected) => {
    const upgraded = upgradeStep(step(input, upgrades.length > 2 ? 2 : 1), 4, upgrades);
    expect(upgraded).toEqual({ ...step(expected, 4) });
  });

  it('becomes another action where its own did', () => {
    const upgrades = [
      { to: 2, id: 'add', becomes: 'create', note: 'It is called create now.' },
      { to: 3, id: 'create', set: { '/size': 1 }, note: 'It has a size.' },
    ];
    const upgraded = upgradeStep(step({ text: TEXT }, 1), 3, upgrades);
    expect(upgraded).toMatchObject({ action: 'board.create', input: { text: TEXT, size: 1 } });
  });

  it('keeps numbers that a double cannot hold', () => {
    const input = parseJson('{"text": 12345678901234567890}') as ActionStep['input'];
    const upgrades = [{ to: 2, id: 'add', move: { '/text': '/title' }, note: 'n' }];
    const upgraded = upgradeStep(step(input, 1), 2, upgrades);
    expect(JSON.stringify(upgraded.input)).toBe('{"title":12345678901234567890}');
  });
});
