import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectionsKey } from './connections.ts';
import { eventListKey, eventsKey } from './events.ts';
import { flowListKey } from './flows.ts';
import { runKey, runListKey } from './runs.ts';
import { sessionKey } from './session.ts';
import type { StreamSource } from './stream-source.ts';
import { followStream } from './stream.ts';

const RUN = '01939f3a-7b21-7c4d-8e5f-000000000001';
const FLOW = '01939f3a-7b21-7c4d-8e5f-000000000002';

class Source extends EventTarget implements StreamSource {
  readyState = 1;
  closed = false;
  close(): void {
    this.closed = true;
  }
  send(kind: string, data: string): void {
    this.dispatchEvent(new MessageEvent(kind, { data }));
  }
}

function follow() {
  const client = new QueryClient();
  for (const key of [runListKey, runKey(RUN), flowListKey, eventListKey, sessionKey]) {
    client.setQueryData(key, 'old');
  }
  const sources: Source[] = [];
  const stop = followStream(client, () => {
    const source = new Source();
    sources.push(source);
    return source;
  });
  const source = sources[0];
  if (source === undefined) throw new Error('No stream was opened.');
  const isStale = (key: readonly unknown[]) => client.getQueryState(key)?.isInvalidated === true;
  return { client, source, sources, stop, isStale };
}

function look(state: DocumentVisibilityState): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
  document.dispatchEvent(new Event('visibilitychange'));
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('The stream of changes', () => {
  it('makes the lists and the run stale when a run moves', async () => {
    const { source, isStale, stop } = follow();
    source.send('run', JSON.stringify({ kind: 'run', id: RUN, flow: FLOW, status: 'succeeded' }));
    await vi.advanceTimersByTimeAsync(1_000);
    expect([runListKey, runKey(RUN), flowListKey].map(isStale)).toEqual([true, true, true]);
    stop();
  });

  it('touches only events when an event arrives', async () => {
    const { source, isStale, stop } = follow();
    const message = { kind: 'event', id: RUN, flow: FLOW, verdict: 'accepted' };
    source.send('event', JSON.stringify(message));
    await vi.advanceTimersByTimeAsync(1_000);
    expect([eventListKey, runListKey].map(isStale)).toEqual([true, false]);
    stop();
  });

  it('makes everything that is shown stale when more happened than is told', async () => {
    const { source, isStale, stop } = follow();
    source.send('many', '{"kind":"many"}');
    await vi.advanceTimersByTimeAsync(1_000);
    expect([runListKey, runKey(RUN), flowListKey, eventListKey].map(isStale)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(isStale(sessionKey)).toBe(false);
    stop();
  });

  it('makes only the connections stale when one changed', async () => {
    const { client, source, isStale, stop } = follow();
    client.setQueryData(connectionsKey, 'old');
    source.send('connection', '{"kind":"connection","name":"shop"}');
    await vi.advanceTimersByTimeAsync(1_000);
    expect([connectionsKey, runListKey].map(isStale)).toEqual([true, false]);
    stop();
  });

  it('fetches once for a burst of messages', async () => {
    const { client, source, stop } = follow();
    const invalidate = vi.spyOn(client, 'invalidateQueries');
    const message = JSON.stringify({ kind: 'flow', id: FLOW });
    for (let count = 0; count < 500; count += 1) source.send('flow', message);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(invalidate).toHaveBeenCalledTimes(2);
    stop();
  });

  it('ignores what it cannot read', async () => {
    const { source, isStale, stop } = follow();
    source.send('run', 'not json');
    source.send('run', '{"kind":"run"}');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(isStale(runListKey)).toBe(false);
    stop();
  });

  it('catches up on what it missed while it was away', async () => {
    const { client, source, isStale, stop } = follow();
    client.setQueryData([...eventsKey, 'one', RUN], 'old');
    source.dispatchEvent(new Event('open'));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(isStale(runListKey)).toBe(false);
    source.dispatchEvent(new Event('error'));
    source.dispatchEvent(new Event('open'));
    await vi.advanceTimersByTimeAsync(1_000);
    expect([runListKey, runKey(RUN), flowListKey, eventListKey].map(isStale)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    stop();
  });

  it('opens a new stream and asks who is signed in when the old one was refused', async () => {
    const { source, sources, isStale, stop } = follow();
    source.readyState = 2;
    source.dispatchEvent(new Event('error'));
    await vi.advanceTimersByTimeAsync(3_000);
    expect(sources).toHaveLength(2);
    expect(isStale(sessionKey)).toBe(true);
    stop();
    expect(sources.at(-1)?.closed).toBe(true);
  });

  it('opens none again once nobody is signed in', async () => {
    const { client, source, sources, stop } = follow();
    client.setQueryData(sessionKey, { user: null, needs_setup: false });
    source.readyState = 2;
    source.dispatchEvent(new Event('error'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sources).toHaveLength(1);
    stop();
  });

  it('is closed while nobody looks, and what is shown is fetched when somebody does again', async () => {
    const { source, sources, isStale, stop } = follow();
    source.dispatchEvent(new Event('open'));
    look('hidden');
    expect(source.closed).toBe(true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sources).toHaveLength(1);
    look('visible');
    expect(sources).toHaveLength(2);
    sources[1]?.dispatchEvent(new Event('open'));
    await vi.advanceTimersByTimeAsync(1_000);
    expect([runListKey, runKey(RUN), flowListKey, eventListKey].map(isStale)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    stop();
    look('hidden');
    look('visible');
    expect(sources).toHaveLength(2);
  });
});
