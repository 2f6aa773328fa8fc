import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';

/** An append-only file of JSON lines. */
export interface Journal {
  /** Resolves when the line is on disk. Lines that meet share one fsync. */
  append(line: object): Promise<void>;
  close(): Promise<void>;
}

export async function openJournal(path: string): Promise<Journal> {
  const file = await open(path, 'a');
  let waiting: string[] = [];
  let flushing: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  const flush = async (): Promise<void> => {
    const text = waiting.join('');
    waiting = [];
    next = undefined;
    if (text === '') return;
    await file.write(text);
    await file.datasync();
  };
  const append = (line: object): Promise<void> => {
    waiting.push(`${JSON.stringify(line)}\n`);
    next ??= flushing = flushing.then(flush);
    return next;
  };
  return {
    append,
    close: async () => {
      await flushing;
      await flush();
      await file.close();
    },
  };
}

/** The lines of a journal, oldest first. A last line that was cut off by a crash is left out. */
export async function* readJournal<T>(path: string): AsyncGenerator<T> {
  const input = createReadStream(path);
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    const value = parsed<T>(line);
    if (value !== undefined) yield value;
  }
}

function parsed<T>(line: string): T | undefined {
  try {
    return JSON.parse(line) as T;
  } catch {
    return undefined;
  }
}
