import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sharedStream } from './shared-stream.ts';
import type { StreamListener } from './stream-source.ts';

type Grant = (lock: object | null) => Promise<unknown>;

/** The locks of a browser, as far as one name needs them. */
class Locks {
  #held: { fail: (error: Error) => void } | undefined;
  readonly #queue: (() => void)[] = [];

  request = (_name: string, options: LockOptions, grant: Grant): Promise<unknown> => {
    if (options.steal === true) {
      const before = this.#held;
      this.#held = undefined;
      before?.fail(new DOMException('Stolen.', 'AbortError'));
    }
    if (this.#held === undefined) return this.#give(grant);
    if (options.ifAvailable === true) return grant(null);
    return new Promise((resolve, reject) => {
      const wait = (): void => resolve(this.#give(grant));
      this.#queue.push(wait);
      options.signal?.addEventListener('abort', () => {
        if (this.#queue.includes(wait)) this.#queue.splice(this.#queue.indexOf(wait), 1);
        reject(new DOMException('Ended.', 'AbortError'));
      });
    });
  };

  #give(grant: Grant): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const held = { fail: reject };
      this.#held = held;
      void grant({}).then((value) => {
        if (this.#held === held) {
          this.#held = undefined;
          this.#queue.shift()?.();
        }
        resolve(value);
      });
    });
  }
}

/** Channels of pages; a page that hangs neither hears nor says anything. */
class Channel {
  static all: Channel[] = [];
  onmessage: ((event: { data: unknown }) => void) | null = null;
  hangs = false;
  constructor() {
    Channel.all.push(this);
  }
  postMessage(data: unknown): void {
    if (this.hangs) return;
    for (const other of Channel.all) {
      if (other !== this && !other.hangs)
        void Promise.resolve().then(() => other.onmessage?.({ data }));
    }
  }
  close(): void {
    Channel.all = Channel.all.filter((channel) => channel !== this);
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  Channel.all = [];
  vi.stubGlobal('BroadcastChannel', Channel);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function browser() {
  const locks = new Locks() as unknown as LockManager;
  const open: StreamListener[] = [];
  return {
    open,
    page: () => {
      const told: string[] = [];
      const follow = sharedStream((listener) => {
        open.push(listener);
        return () => open.splice(open.indexOf(listener), 1);
      }, locks);
      const leave = follow({
        opened: () => told.push('opened'),
        lost: () => told.push('lost'),
        message: (text) => told.push(text),
        refused: () => {
          told.push('refused');
          return Promise.resolve(true);
        },
      });
      const channel = Channel.all.at(-1);
      return { told, leave, hang: () => channel && (channel.hangs = true) };
    },
  };
}

const rest = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

describe('one stream for all pages', () => {
  it('is opened once, and every page is told everything', async () => {
    const { page, open } = browser();
    const pages = [page(), page(), page()];
    await rest();
    expect(open).toHaveLength(1);
    open[0]?.opened();
    open[0]?.message('one');
    void open[0]?.refused();
    open[0]?.lost();
    await rest();
    expect(pages[0]?.told).toEqual(['opened', 'one', 'refused', 'lost']);
    expect(pages[1]?.told).toEqual(['opened', 'opened', 'one', 'refused', 'lost']);
    expect(pages[2]?.told).toEqual(pages[1]?.told);
  });

  it('goes on in another page when its page is closed, which fetches what was missed', async () => {
    const { page, open } = browser();
    const [first, second, third] = [page(), page(), page()];
    await rest();
    first.leave();
    await rest();
    expect(open).toHaveLength(1);
    open[0]?.opened();
    open[0]?.message('two');
    await rest();
    for (const { told } of [second, third]) {
      expect(told).toEqual(['opened', 'lost', 'opened', 'two']);
    }
    second.leave();
    third.leave();
    await rest();
    expect(open).toHaveLength(0);
  });

  it('is taken from a page that hangs', async () => {
    const { page, open } = browser();
    const [first, second, third] = [page(), page(), page()];
    await rest(60_000);
    expect(open).toHaveLength(1);
    first.hang();
    await rest(60_000);
    expect(open, 'the page that hung gave it up').toHaveLength(1);
    open[0]?.opened();
    open[0]?.message('three');
    await rest();
    expect(second.told.at(-1)).toBe('three');
    expect(third.told.at(-1)).toBe('three');
    expect(first.told).not.toContain('three');
  });

  it('is not taken from a page that only has nothing to tell', async () => {
    const { page, open } = browser();
    const [first, second] = [page(), page()];
    await rest();
    const before = open[0];
    await rest(600_000);
    expect(open).toEqual([before]);
    expect([...first.told, ...second.told]).toEqual(['opened']);
  });

  it('ignores what a page of another version says', async () => {
    const { page } = browser();
    const one = page();
    await rest();
    for (const data of [null, 'x', { kind: 'message' }, { kind: 'new' }]) {
      Channel.all[0]?.onmessage?.({ data });
    }
    expect(one.told).toEqual([]);
  });
});
