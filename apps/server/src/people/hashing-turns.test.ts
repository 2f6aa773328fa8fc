import { describe, expect, it } from 'vitest';
import { HashingTurns } from './hashing-turns.ts';

/** Work that ends when it is told to. */
function held() {
  const turns = new HashingTurns();
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const answers: Promise<string>[] = [];
  const ask = (source: string, name = source): Promise<string> => {
    const answer = turns
      .take(source, async () => {
        begun.push(name);
        await new Promise<void>((resolve) => ends.push(resolve));
        return 'hashed';
      })
      .catch((error: unknown) => (error as { code: string }).code);
    answers.push(answer);
    return answer;
  };
  const endOne = async (): Promise<void> => {
    ends.shift()?.();
    await new Promise(setImmediate);
  };
  return { begun, ask, endOne, answers };
}

describe('hashing of passwords', () => {
  it('is done two at a time, in the order they came', async () => {
    const { begun, ask, endOne } = held();
    for (const name of ['a', 'b', 'c', 'd']) void ask(name);
    await new Promise(setImmediate);
    expect(begun).toEqual(['a', 'b']);
    await endOne();
    expect(begun).toEqual(['a', 'b', 'c']);
    await endOne();
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
  });

  it('keeps twenty waiting and refuses the others at once', async () => {
    const { ask, endOne, answers } = held();
    for (let n = 0; n < 22; n += 1) void ask(`source ${n}`);
    expect(await ask('late')).toBe('SIGN_IN_BUSY');
    await new Promise(setImmediate);
    for (let n = 0; n < 22; n += 1) await endOne();
    expect(await Promise.all(answers.slice(0, 22))).toEqual(Array(22).fill('hashed'));
    const after = ask('later');
    await new Promise(setImmediate);
    await endOne();
    expect(await after).toBe('hashed');
  });

  it('gives one source half of the queue at most, so that others still get in', async () => {
    const { ask, begun, endOne } = held();
    for (let n = 0; n < 12; n += 1) void ask('flood');
    expect(await ask('flood')).toBe('SIGN_IN_BUSY');
    void ask('owner');
    for (let n = 0; n < 12; n += 1) await endOne();
    expect(begun.at(-1)).toBe('owner');
  });

  it('goes on after work that fails', async () => {
    const turns = new HashingTurns();
    const broken = () => Promise.reject(new Error('no database'));
    for (let n = 0; n < 5; n += 1) await expect(turns.take('a', broken)).rejects.toThrow('no');
    expect(await turns.take('a', () => Promise.resolve(1))).toBe(1);
  });
});
