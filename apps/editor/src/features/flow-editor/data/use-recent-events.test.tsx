import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useRecentEvents } from './use-recent-events.ts';

const FLOW = '01939f3a-7b21-7c4d-8e5f-000000000101';
const REFUSED = '01939f3a-7b21-7c4d-8e5f-000000000201';
const MORE = '01939f3a-7b21-7c4d-8e5f-000000000202';

let answered = 0;

beforeEach(() => {
  answered = 0;
  vi.useFakeTimers();
  vi.stubGlobal('fetch', () => {
    answered += 1;
    return Promise.resolve(Response.json({ rows: [] }));
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Lets everything that would go on by itself go on. */
const rest = () => act(() => vi.advanceTimersByTimeAsync(60_000));

it('a first event with a bad signature is asked for once, not for ever', async () => {
  const client = new QueryClient();
  const { result, rerender } = renderHook(
    ({ newest }: { newest: string | undefined }) => useRecentEvents(FLOW, newest),
    {
      initialProps: { newest: undefined as string | undefined },
      wrapper: ({ children }) => (
        <QueryClientProvider client={client}>{children}</QueryClientProvider>
      ),
    },
  );
  await rest();
  expect(result.current.events).toEqual([]);
  rerender({ newest: REFUSED });
  await rest();
  expect(answered).toBe(2);
  rerender({ newest: MORE });
  await rest();
  expect(answered).toBe(3);
});
