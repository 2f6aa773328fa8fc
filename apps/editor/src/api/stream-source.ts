/** A source the browser gave up is opened again after this long. */
const REOPEN_MS = 3_000;

/** `EventSource.CLOSED`: the browser gave up because the answer was a refusal. */
const CLOSED = 2;

/** The part of EventSource that is used. */
export interface StreamSource {
  readonly readyState: number;
  addEventListener(type: string, listener: (event: Event) => void): void;
  close(): void;
}

export type OpenSource = (url: string) => StreamSource;

/** What is told of a stream, in the order it happened. */
export interface StreamListener {
  /** The stream is there; from here on nothing is missed until it is lost. */
  opened: () => void;
  lost: () => void;
  message: (text: string) => void;
  /** The server did not let us in. Answers whether to try again. */
  refused: () => Promise<boolean>;
}

/** Follows a stream until the returned function is called. */
export type Follow = (listener: StreamListener) => () => void;

/** A stream of one's own, which is opened again after it was refused. */
export function ownStream(url: string, kinds: readonly string[], open: OpenSource): Follow {
  return (listener) => {
    let stopped = false;
    let reopening: ReturnType<typeof setTimeout> | undefined;
    let source = listen();

    function listen(): StreamSource {
      const opened = open(url);
      for (const kind of kinds) {
        opened.addEventListener(kind, (event) => {
          if (!(event instanceof MessageEvent)) return;
          const text: unknown = event.data;
          if (typeof text === 'string') listener.message(text);
        });
      }
      opened.addEventListener('open', listener.opened);
      opened.addEventListener('error', () => {
        listener.lost();
        if (opened.readyState === CLOSED) void afterRefusal();
      });
      return opened;
    }

    async function afterRefusal(): Promise<void> {
      if (!(await listener.refused()) || stopped) return;
      reopening = setTimeout(() => {
        source = listen();
      }, REOPEN_MS);
    }

    return () => {
      stopped = true;
      clearTimeout(reopening);
      source.close();
    };
  };
}

/**
 * Follows a stream only while the page can be seen: a page nobody looks at holds no connection.
 * What it missed is told as lost, so that it is fetched when the page is looked at again.
 */
export function whileVisible(follow: Follow, page: Document = document): Follow {
  return (listener) => {
    let stop: (() => void) | undefined;
    const look = (): void => {
      const isVisible = page.visibilityState !== 'hidden';
      if (isVisible === (stop !== undefined)) return;
      stop?.();
      stop = isVisible ? follow(listener) : undefined;
      if (!isVisible) listener.lost();
    };
    look();
    page.addEventListener('visibilitychange', look);
    return () => {
      page.removeEventListener('visibilitychange', look);
      stop?.();
    };
  };
}
