import { streamMessageSchema, type StreamMessage } from '@millrace/model';
import { hashKey, type QueryClient, type QueryKey } from '@tanstack/react-query';
import { connectionsKey } from './connections.ts';
import { eventListKey, eventsKey } from './events.ts';
import { flowKey, flowListKey } from './flows.ts';
import { runKey, runListKey, runsKey } from './runs.ts';
import { sessionKey } from './session.ts';

/** Messages of this long are gathered before the lists are fetched again. */
const GATHER_MS = 300;
/** A source the browser gave up is opened again after this long. */
const REOPEN_MS = 3_000;

/** `EventSource.CLOSED`: the browser gave up because the answer was a refusal. */
const CLOSED = 2;

/** The events of the stream. */
const KINDS = streamMessageSchema.options.map(({ shape }) => shape.kind.value);

/** The part of EventSource that is used. */
export interface StreamSource {
  readonly readyState: number;
  addEventListener(type: string, listener: (event: Event) => void): void;
  close(): void;
}

export type OpenSource = (url: string) => StreamSource;

/** What happens at the server. Of these only what is on the screen is fetched again at once. */
const EVERYTHING: QueryKey[] = [flowListKey, runsKey, eventsKey];

/** The queries a message makes stale. */
function keysOf(message: StreamMessage): QueryKey[] {
  switch (message.kind) {
    case 'event':
      return [eventListKey];
    case 'run':
      return [runListKey, runKey(message.id), flowListKey, eventListKey];
    case 'flow':
      return [flowListKey, flowKey(message.id)];
    case 'connection':
      return [connectionsKey];
    case 'many':
      return EVERYTHING;
  }
}

/**
 * Keeps the cache fresh from `GET /api/v1/stream` until the returned function is called. States:
 * idle → gathering (messages wait) → fetching (new messages wait for its end) → idle, so a busy
 * server causes one fetch at a time, never one per message. What was missed while the stream was
 * away is fetched when it is back.
 */
export function followStream(
  client: QueryClient,
  open: OpenSource = (url) => new EventSource(url),
): () => void {
  const stale = new Map<string, QueryKey>();
  let busy = false;
  let interrupted = false;
  let reopening: ReturnType<typeof setTimeout> | undefined;
  const refresh = (): void => {
    if (busy || stale.size === 0) return;
    busy = true;
    setTimeout(() => {
      const keys = [...stale.values()];
      stale.clear();
      void Promise.allSettled(
        keys.map((queryKey) => client.invalidateQueries({ queryKey }, { cancelRefetch: false })),
      ).then(() => {
        busy = false;
        refresh();
      });
    }, GATHER_MS);
  };

  const mark = (keys: readonly QueryKey[]): void => {
    for (const key of keys) stale.set(hashKey(key), key);
    refresh();
  };

  function listen(): StreamSource {
    const opened = open('/api/v1/stream');
    const onMessage = (event: Event): void => {
      const message = messageOf(event);
      if (message !== undefined) mark(keysOf(message));
    };
    for (const name of KINDS) opened.addEventListener(name, onMessage);
    opened.addEventListener('open', () => {
      if (interrupted) mark(EVERYTHING);
      interrupted = false;
    });
    opened.addEventListener('error', () => {
      interrupted = true;
      if (opened.readyState !== CLOSED) return;
      mark([sessionKey]);
      reopening = setTimeout(() => {
        source = listen();
      }, REOPEN_MS);
    });
    return opened;
  }

  let source = listen();
  return () => {
    clearTimeout(reopening);
    source.close();
  };
}

function messageOf(event: Event): StreamMessage | undefined {
  if (!(event instanceof MessageEvent)) return undefined;
  const text: unknown = event.data;
  if (typeof text !== 'string') return undefined;
  try {
    return streamMessageSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
