import { expect, it, vi } from 'vitest';
import { whenIdle } from './when-idle.ts';

function* numbers(upTo: number): Generator<number, void> {
  for (let number = 0; number < upTo; number += 1) yield number;
}

it('work in parts is done in order, and not at once', async () => {
  const done = vi.fn();
  whenIdle(numbers(3), done);
  expect(done).not.toHaveBeenCalled();
  await vi.waitFor(() => expect(done).toHaveBeenCalledExactlyOnceWith([0, 1, 2]));
});

it('work that was called off is not finished', async () => {
  const done = vi.fn();
  whenIdle(numbers(3), done)();
  const after = vi.fn();
  whenIdle(numbers(1), after);
  await vi.waitFor(() => expect(after).toHaveBeenCalled());
  expect(done).not.toHaveBeenCalled();
});
