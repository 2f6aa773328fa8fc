import { expect, it } from 'vitest';
import { seeded } from './random.ts';
import { report } from './report.ts';
import { runScenario } from './scenario.ts';
import { planFaults } from './schedule.ts';

/*
 * The small run; `npm run chaos` is the large one, and runs the controls that show that these
 * findings can be made at all.
 */
const SEED = 20_261_121;
const MS = 45_000;

it('loses nothing, doubles nothing and fences everything while every part is killed and cut', async () => {
  const plan = planFaults(seeded(SEED), MS, 2_000);
  const scenario = { seed: SEED, plan, sendMs: MS, rate: 60, connections: 12 };
  const outcome = await runScenario(scenario);
  expect(outcome.findings, report(scenario, outcome)).toEqual([]);
  expect(outcome.acknowledged).toBeGreaterThan(500);
  expect(outcome.takeovers.length).toBeGreaterThan(0);
  expect(new Set(plan.map(({ fault }) => fault)).size).toBeGreaterThanOrEqual(16);
});
