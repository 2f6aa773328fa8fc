import { streamMessageSchema, type StreamMessage } from '@millrace/model';
import { hashKey, type QueryClient, type QueryKey } from '@tanstack/react-query';
import { connectionsKey } from './connections.ts';
import { connectorsKey } from './connectors.ts';
import { eventListKey, eventsKey } from './events.ts';
import { flowKey, flowListKey, flowsKey } from './flows.ts';
import { runKey, runListKey, runsKey } from './runs.ts';
import { sessionKey, sessionQuery } from './session.ts';
import { sharedStream } from './shared-stream.ts';
import { ownStream, whileVisible, type OpenSource } from './stream-source.ts';

/** Messages of this long are gathered before the lists are fetched again. */
const GATHER_MS = 300;
/** The events of the stream. */
const KINDS = streamMessageSchema.options.map(({ shape }) => shape.kind.value);

/** What happens at the server. Of these only what is on the screen is fetched again at once. */
const EVERYTHING: QueryKey[] = [flowListKey, runsKey, eventsKey];
/** The same for a time in which nobody listened: a flow or a connection may have changed too. */
const ALL: QueryKey[] = [flowsKey, runsKey, eventsKey, connectionsKey, connectorsKey];

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
    case 'connector':
      return [connectorsKey];
    case 'many':
      return EVERYTHING;
  }
}

/**
 * Keeps the cache fresh from `GET /api/v1/stream` until the returned function is called. States:
 * idle → gathering (messages wait) → fetching (new messages wait for its end) → idle, so a busy
 * server causes one fetch at a time, never one per message. What was missed while the stream was
 * away, or the page out of sight, is fetched when it is back. It ends with the session.
 */
export function followStream(
  client: QueryClient,
  open: OpenSource = (url) => new EventSource(url),
): () => void {
  const stale = new Map<string, QueryKey>();
  let busy = false;
  let interrupted = false;
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

  const follow = whileVisible(sharedStream(ownStream('/api/v1/stream', KINDS, open)));
  return follow({
    opened: () => {
      if (interrupted) mark(ALL);
      interrupted = false;
    },
    lost: () => {
      interrupted = true;
    },
    message: (text) => {
      const message = messageOf(text);
      if (message !== undefined) mark(keysOf(message));
    },
    refused: async () => {
      await client.invalidateQueries({ queryKey: sessionKey });
      return client.getQueryData(sessionQuery.queryKey)?.user !== null;
    },
  });
}

function messageOf(text: string): StreamMessage | undefined {
  try {
    return streamMessageSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
