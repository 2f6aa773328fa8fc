import type { Field, Mapping } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { isAsked } from './is-asked.ts';

const KIND: Field = { key: 'kind', label: 'Kind', type: 'string', default: 'plain' };
const NAME: Field = {
  key: 'name',
  label: 'Name',
  type: 'string',
  required: true,
  show_when: { left: { $path: '$.kind' }, op: 'equals', right: 'named' },
};

describe('a field that is shown only sometimes', () => {
  it.each<[string, Record<string, Mapping>, boolean]>([
    ['is asked for beside the value it is shown for', { kind: 'named' }, true],
    ['also when that is a literal', { kind: { $literal: 'named' } }, true],
    ['is not asked for beside another', { kind: 'other' }, false],
    ['is not asked for beside null', { kind: null }, false],
    ['is not asked for beside what stands there unless somebody changes it', {}, false],
    ['is not asked for when only the data tells', { kind: { $path: '$.event.body.kind' } }, false],
  ])('%s', (_, members, asked) => {
    expect(isAsked(NAME, members, [KIND, NAME])).toBe(asked);
  });

  it('is asked for when what stands there is the value it is shown for', () => {
    expect(isAsked(NAME, {}, [{ ...KIND, default: 'named' }])).toBe(true);
    expect(isAsked(NAME, {}, [])).toBe(false);
    expect(isAsked(KIND, {}, [])).toBe(true);
  });
});
