import { replayBatchRequestSchema } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { localText } from './local-time.ts';
import { batchFaults, batchRequest, startForm } from './replay-batch.ts';

const FLOW = '01939f3a-7b21-7c4d-8e5f-000000000002';

describe('replaying many runs', () => {
  it('starts with the runs that are listed', () => {
    expect(startForm({ flow: FLOW, status: 'cancelled' })).toMatchObject({
      flow: FLOW,
      status: ['cancelled'],
    });
  });

  it('starts with failed runs when the list has none that ended', () => {
    expect(startForm({}).status).toEqual(['failed']);
    expect(startForm({ status: 'running' }).status).toEqual(['failed']);
  });

  it('needs a flow, a state, and times in their order', () => {
    const form = { ...startForm({ flow: FLOW }), after: '2026-11-21T08:00:00.000Z' };
    expect(batchFaults(form)).toEqual({});
    expect(batchFaults({ ...form, flow: '', status: [] })).toEqual({
      flow: 'Choose a flow.',
      status: 'Choose at least one.',
    });
    expect(batchFaults({ ...form, before: form.after }).before).toBeDefined();
  });

  it('asks the server for no more than was chosen', () => {
    const form = { ...startForm({ flow: FLOW }), before: '2026-11-21T08:00:00.000Z' };
    const asked = batchRequest(form);
    expect(asked).not.toHaveProperty('after');
    expect(replayBatchRequestSchema.parse(asked)).toEqual(asked);
  });

  it('writes times as the reader has them', () => {
    const instant = '2026-11-21T08:05:00.000Z';
    expect(Date.parse(localText(instant))).toBe(Date.parse(instant));
    expect(localText(instant)).toMatch(/^2026-11-2\dT\d\d:05$/);
  });
});
