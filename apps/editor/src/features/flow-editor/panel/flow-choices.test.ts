import type { FlowListItem } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { flowChoices } from './flow-choices.ts';

function flow(id: string, name: string, status: FlowListItem['status'] = 'live'): FlowListItem {
  const at = '2026-11-21T08:00:00Z';
  return {
    id,
    name,
    status,
    hook_url: 'http://localhost/hooks/x',
    etag: '"1"',
    version: 1,
    changed: false,
    created_at: at,
    updated_at: at,
    connectors: [],
    step_count: 1,
    last_run: null,
    runs_by_day: [],
  };
}

const FLOWS = [flow('1', 'Mine'), flow('2', 'Billing'), flow('3', 'Mail'), flow('4', 'Mail')];

describe('the flows a step can call', () => {
  it('are all but its own, by name where that is enough', () => {
    expect(flowChoices(FLOWS, '1', '').map(({ value, label }) => [value, label])).toEqual([
      ['Billing', 'Billing'],
      ['3', 'Mail'],
      ['4', 'Mail'],
    ]);
  });

  it('are named by their id when the step does so', () => {
    expect(flowChoices(FLOWS, '1', '2')[0]).toMatchObject({ value: '2', label: 'Billing' });
  });

  it('say which cannot be called', () => {
    const [draft] = flowChoices([flow('2', 'Billing', 'draft')], '1', '');
    expect(draft?.trouble).toBe('This flow is not live: publish it first.');
  });

  it('keep the one that is named but not there', () => {
    expect(flowChoices(FLOWS, '1', 'Gone').at(-1)).toEqual({
      value: 'Gone',
      label: 'Gone',
      trouble: 'There is no other flow "Gone".',
    });
    expect(flowChoices([], '1', 'Billing')).toEqual([]);
  });
});
