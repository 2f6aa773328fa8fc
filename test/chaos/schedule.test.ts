import { expect, it } from 'vitest';
import { seeded } from './random.ts';
import { planFaults } from './schedule.ts';

const plan = (seed: number, ms: number) => planFaults(seeded(seed), ms, 4_000);

it('plans the same faults for the same seed, and others for another', () => {
  expect(plan(7, 60_000)).toEqual(plan(7, 60_000));
  expect(plan(8, 60_000)).not.toEqual(plan(7, 60_000));
});

it('plans hundreds of kills for half an hour', () => {
  const kills = plan(7, 30 * 60_000).filter(({ fault }) => /^(kill|stop)-/.test(fault));
  expect(kills.length).toBeGreaterThan(400);
});

it('plans each kind of fault but a stalled server in a short run, and nothing past the end', () => {
  const faults = plan(7, 90_000);
  expect(new Set(faults.map(({ fault }) => fault)).size).toBeGreaterThanOrEqual(16);
  expect(faults.every(({ at, forMs }) => at + forMs <= 90_000)).toBe(true);
});
