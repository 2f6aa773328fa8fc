import type { EventSummary } from '@millrace/model';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook, waitFor } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { CATALOGUE, templateFlow } from '../testing.ts';
import { useSample } from './use-sample.ts';

const FLOW = '01939f3a-7b21-7c4d-8e5f-000000000101';
const id = (number: number) => `01939f3a-7b21-7c4d-8e5f-0000000002${number}`;

function event(number: number, verdict: EventSummary['verdict']): EventSummary {
  return {
    id: id(number),
    flow: FLOW,
    kind: 'webhook',
    verdict,
    reason: null,
    method: 'POST',
    size: 2,
    received_at: '2026-11-21T08:00:00Z',
    run: null,
  };
}

/** A server with these newest events, and the one it finds best. */
function serve(events: EventSummary[], best: EventSummary | null) {
  vi.stubGlobal('fetch', (url: string) => {
    const { pathname } = new URL(url, 'http://localhost');
    const [, one] = /^\/api\/v1\/events\/([0-9a-f-]{36})$/.exec(pathname) ?? [];
    if (one !== undefined) {
      const found = [...events, ...(best ? [best] : [])].find((each) => each.id === one);
      const rest = { headers: {}, query: {}, body: { of: one }, body_base64: '', delivery: null };
      return Promise.resolve(Response.json({ ...found, ...rest }));
    }
    if (pathname === '/api/v1/events/sample')
      return Promise.resolve(Response.json({ event: best }));
    return Promise.resolve(Response.json({ items: events, next: null }));
  });
}

function open() {
  const client = new QueryClient();
  const hook = renderHook(() => useSample(FLOW, templateFlow(), CATALOGUE), {
    wrapper: ({ children }) => (
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    ),
  });
  return { ...hook, again: () => act(() => client.invalidateQueries()) };
}

afterEach(() => void vi.unstubAllGlobals());

it('the data shown is of the event that went well, not of the junk that came after it', async () => {
  const junk = Array.from({ length: 20 }, (_, at) => event(99 - at, 'bad_signature'));
  serve(junk, event(10, 'accepted'));
  const { result } = open();
  await waitFor(() => expect(result.current.trigger?.body).toEqual({ of: id(10) }));
  expect(result.current.events?.map((one) => one.id)).toEqual([
    ...junk.map((one) => one.id),
    id(10),
  ]);
});

it('what a person chose stays, however many events arrive since', async () => {
  serve([event(30, 'accepted'), event(20, 'accepted')], event(30, 'accepted'));
  const { result, again } = open();
  await waitFor(() => expect(result.current.chosen).toBe(`event:${id(30)}`));
  act(() => result.current.choose(`event:${id(20)}`));
  expect(result.current.chosen).toBe(`event:${id(20)}`);
  serve(
    Array.from({ length: 20 }, (_, at) => event(99 - at, 'accepted')),
    event(99, 'accepted'),
  );
  await again();
  await waitFor(() => expect(result.current.events).toHaveLength(21));
  expect(result.current.chosen).toBe(`event:${id(20)}`);
});

it('without any that is good to work with, the newest is shown; without events, the sample', async () => {
  serve([event(30, 'bad_signature')], null);
  const first = open();
  await waitFor(() => expect(first.result.current.chosen).toBe(`event:${id(30)}`));
  first.unmount();
  serve([], null);
  const second = open();
  await waitFor(() => expect(second.result.current.chosen).toBe('sample:0'));
});
