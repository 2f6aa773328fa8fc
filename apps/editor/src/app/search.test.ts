import { describe, expect, it } from 'vitest';
import { flowSearch, runsSearch, signInSearch } from './search.ts';

describe('The address bar', () => {
  it('leads only to pages of this site after signing in', () => {
    expect(signInSearch({ next: '/runs?status=failed' }).next).toBe('/runs?status=failed');
    for (const next of ['//evil.example', '/\\evil.example', 'https://evil.example', 7]) {
      expect(signInSearch({ next }).next).toBeUndefined();
    }
  });

  it('loses filters that mean nothing', () => {
    expect(runsSearch({ status: 'exploded', flow: '' })).toEqual({});
    expect(runsSearch({ status: 'failed' })).toEqual({ status: 'failed' });
  });

  it('names the open step and tab of a flow', () => {
    expect(flowSearch({ step: 'member', tab: 'runs' })).toEqual({ step: 'member', tab: 'runs' });
    expect(flowSearch({ tab: 'nonsense' })).toEqual({});
  });
});
