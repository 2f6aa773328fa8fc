import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Autosave } from './autosave.ts';

/** A store whose writes end when the test says so. */
function desk() {
  const written: string[] = [];
  let settle: { resolve: () => void; reject: (error: unknown) => void } | undefined;
  const autosave = new Autosave<string>({
    stored: '',
    delay: 800,
    isConflict: (error) => error === 'moved on',
    save: (value) => {
      written.push(value);
      return new Promise<void>((resolve, reject) => (settle = { resolve, reject }));
    },
  });
  return {
    autosave,
    written,
    ends: async () => {
      settle?.resolve();
      await vi.advanceTimersByTimeAsync(0);
    },
    fails: async (error: unknown) => {
      settle?.reject(error);
      await vi.advanceTimersByTimeAsync(0);
    },
  };
}

describe('saving a draft by itself', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('writes only the newest value, after a pause', async () => {
    const { autosave, written, ends } = desk();
    autosave.changed('a');
    vi.advanceTimersByTime(799);
    autosave.changed('ab');
    vi.advanceTimersByTime(799);
    expect(written).toEqual([]);
    expect(autosave.state().kind).toBe('pending');
    vi.advanceTimersByTime(1);
    expect(written).toEqual(['ab']);
    expect(autosave.state().kind).toBe('saving');
    await ends();
    expect(autosave.state().kind).toBe('saved');
  });

  it('never has two writes at once: an edit during a write follows it', async () => {
    const { autosave, written, ends } = desk();
    autosave.changed('a');
    vi.advanceTimersByTime(800);
    autosave.changed('b');
    vi.advanceTimersByTime(5_000);
    expect(written).toEqual(['a']);
    await ends();
    expect(autosave.state().kind).toBe('pending');
    vi.advanceTimersByTime(800);
    expect(written).toEqual(['a', 'b']);
  });

  it('says that a write failed and writes the same value when asked again', async () => {
    const { autosave, written, fails, ends } = desk();
    autosave.changed('a');
    vi.advanceTimersByTime(800);
    await fails('offline');
    expect(autosave.state()).toEqual({ kind: 'failed', error: 'offline' });
    void autosave.retry();
    expect(written).toEqual(['a', 'a']);
    await ends();
    expect(autosave.state().kind).toBe('saved');
  });

  it('writes nothing after a conflict until a person decides to overwrite', async () => {
    const { autosave, written, fails, ends } = desk();
    autosave.changed('mine');
    vi.advanceTimersByTime(800);
    await fails('moved on');
    expect(autosave.state().kind).toBe('conflict');
    autosave.changed('mine, longer');
    vi.advanceTimersByTime(60_000);
    expect(written).toEqual(['mine']);
    void autosave.retry();
    expect(written).toEqual(['mine', 'mine, longer']);
    await ends();
    expect(autosave.state().kind).toBe('saved');
  });

  it('drops what waits when the stored draft is loaded again', () => {
    const { autosave, written } = desk();
    autosave.changed('mine');
    autosave.reset('theirs');
    vi.advanceTimersByTime(5_000);
    expect(written).toEqual([]);
    expect(autosave.state().kind).toBe('saved');
  });

  it('writes at once when told to, and does nothing when all is written', async () => {
    const { autosave, written, ends } = desk();
    autosave.changed('a');
    const done = autosave.flush();
    expect(written).toEqual(['a']);
    await ends();
    expect((await done).kind).toBe('saved');
    await autosave.flush();
    expect(written).toEqual(['a']);
  });

  it('takes back what was undone before it was written, without a write', () => {
    const { autosave, written } = desk();
    autosave.changed('a');
    autosave.changed('');
    expect(autosave.state().kind).toBe('saved');
    vi.advanceTimersByTime(5_000);
    expect(written).toEqual([]);
  });

  it('writes an undo back to what the server had while the edit is being written', async () => {
    const { autosave, written, ends } = desk();
    autosave.changed('a');
    vi.advanceTimersByTime(800);
    autosave.changed('');
    await ends();
    expect(autosave.state().kind).toBe('pending');
    vi.advanceTimersByTime(800);
    expect(written).toEqual(['a', '']);
    await ends();
    expect(autosave.state().kind).toBe('saved');
  });

  it('writes an undo after a write that failed, because that may have arrived', async () => {
    const { autosave, written, ends, fails } = desk();
    autosave.changed('a');
    vi.advanceTimersByTime(800);
    await fails('no answer');
    autosave.changed('');
    expect(autosave.state().kind).toBe('pending');
    vi.advanceTimersByTime(800);
    expect(written).toEqual(['a', '']);
    await ends();
    expect(autosave.state().kind).toBe('saved');
  });

  it('has not flushed while an edit waits behind a write', async () => {
    const { autosave, written, ends } = desk();
    autosave.changed('a');
    vi.advanceTimersByTime(800);
    autosave.changed('b');
    const flushed = vi.fn();
    void autosave.flush().then(flushed);
    await ends();
    expect(written).toEqual(['a', 'b']);
    expect(flushed).not.toHaveBeenCalled();
    await ends();
    expect(flushed).toHaveBeenCalledExactlyOnceWith({ kind: 'saved' });
  });

  it('does what needs the saved value only with exactly that, and writes nothing meanwhile', async () => {
    const { autosave, written, ends } = desk();
    autosave.changed('a');
    let publishEnds: () => void = () => undefined;
    const publish = vi.fn(() => new Promise<void>((resolve) => (publishEnds = resolve)));
    const published = autosave.whileSaved(publish);
    await vi.advanceTimersByTimeAsync(0);
    autosave.changed('b');
    await ends();
    expect(publish).not.toHaveBeenCalled();
    await ends();
    expect(written).toEqual(['a', 'b']);
    expect(publish).toHaveBeenCalledOnce();
    autosave.changed('c');
    expect(autosave.state().kind).toBe('pending');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(written).toEqual(['a', 'b']);
    publishEnds();
    await published;
    await vi.advanceTimersByTimeAsync(800);
    expect(written).toEqual(['a', 'b', 'c']);
  });

  it('tells its listeners each change of state', () => {
    const { autosave } = desk();
    const seen: string[] = [];
    const stop = autosave.subscribe(() => seen.push(autosave.state().kind));
    autosave.changed('a');
    stop();
    autosave.reset('b');
    expect(seen).toEqual(['pending']);
  });
});
