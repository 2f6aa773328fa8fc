import { describe, expect, it } from 'vitest';
import { templateFlow } from '../testing.ts';
import { withLimits, withOrder } from './with-settings.ts';

describe('the limits of a flow', () => {
  it('are set one by one, and gone when none is left', () => {
    const flow = templateFlow();
    const two = withLimits(withLimits(flow, { concurrency: 5 }), { timeout: '1h' });
    expect(two.limits).toEqual({ concurrency: 5, timeout: '1h' });
    const one = withLimits(two, { concurrency: undefined });
    expect(one.limits).toEqual({ timeout: '1h' });
    expect(withLimits(one, { timeout: undefined })).toEqual(flow);
    expect(withLimits(one, { timeout: undefined })).not.toHaveProperty('limits');
  });

  it('leave the order alone, which is set and taken away in the same way', () => {
    const flow = withLimits(templateFlow(), { concurrency: 1 });
    const ordered = withOrder(flow, { $path: '$.trigger.body.customer_id' });
    expect(ordered).toMatchObject({ limits: { concurrency: 1 }, order_by: {} });
    expect(withOrder(ordered, undefined)).toEqual(flow);
    expect(withOrder(ordered, undefined)).not.toHaveProperty('order_by');
  });
});
