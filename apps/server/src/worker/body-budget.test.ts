import { describe, expect, it } from 'vitest';
import { BodyBudget } from './body-budget.ts';

const MB = 1024 * 1024;

/** Work that ends when the test says so, and what is under way. */
function budget() {
  const own = new BodyBudget();
  const inside: string[] = [];
  const ends = new Map<string, (error?: Error) => void>();
  const use = (name: string, bytes: number): Promise<void> =>
    own.use(bytes, () => {
      inside.push(name);
      return new Promise<void>((resolve, reject) => {
        ends.set(name, (error) => {
          inside.splice(inside.indexOf(name), 1);
          if (error === undefined) resolve();
          else reject(error);
        });
      });
    });
  const end = async (name: string, error?: Error): Promise<void> => {
    ends.get(name)?.(error);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { use, inside, end };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('runs with large bodies', () => {
  it('go on together as long as their bodies fit, and otherwise in the order they came', async () => {
    const { use, inside, end } = budget();
    for (const [name, size] of [
      ['a', 20],
      ['b', 20],
      ['c', 20],
      ['d', 1],
    ] as const) {
      void use(name, size * MB);
    }
    await turn();
    expect(inside).toEqual(['a', 'b']);
    await end('a');
    expect(inside).toEqual(['b', 'c', 'd']);
  });

  it('larger than everything there is go on alone', async () => {
    const { use, inside, end } = budget();
    void use('huge', 200 * MB);
    void use('next', MB);
    await turn();
    expect(inside).toEqual(['huge']);
    await end('huge');
    expect(inside).toEqual(['next']);
  });

  it('that fail leave their room to the next', async () => {
    const { use, inside, end } = budget();
    const failing = use('a', 40 * MB);
    void use('b', 40 * MB);
    await turn();
    const failed = expect(failing).rejects.toThrow('interrupted');
    await end('a', new Error('interrupted'));
    await failed;
    expect(inside).toEqual(['b']);
  });
});
