import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeAll, closeLater } from './closing.ts';
import { flagsOf } from './cluster.ts';
import { startFloor } from './floor-side.ts';
import { measure, startEnds, type Ends, type Figures } from './measure.ts';
import {
  headlineFlow,
  publishFlow,
  startMillraceSide,
  type MillraceSide,
} from './millrace-side.ts';
import { table } from './report.ts';
import type { Side } from './side.ts';

const AMOUNT = 200;
let ends: Ends;
let millrace: MillraceSide;
let floor: Side;

beforeAll(async () => {
  ends = closeLater(await startEnds());
  millrace = closeLater(await startMillraceSide(ends.partner));
  floor = closeLater(await startFloor(ends.partner, flagsOf(millrace.postmaster)));
});
afterAll(closeAll);

/** What holds for a load of which nothing was lost. */
function expectTruth(figures: Figures): void {
  const { sent, accepted, arrived, recorded, repeated, accept, endToEnd } = figures;
  expect({ sent, accepted, arrived, recorded, repeated }).toEqual({
    sent: AMOUNT,
    accepted: AMOUNT,
    arrived: AMOUNT,
    recorded: AMOUNT,
    repeated: 0,
  });
  expect(accept.p50).toBeGreaterThan(0);
  expect(accept.p99).toBeGreaterThanOrEqual(accept.p50);
  expect(endToEnd.p99).toBeGreaterThanOrEqual(endToEnd.p50);
  expect(figures.acceptedRate).toBeGreaterThanOrEqual(figures.completedRate);
  for (const value of [figures.serverCpu, figures.databaseCpu, figures.peakMemory]) {
    expect(value).toBeGreaterThan(0);
  }
}

describe('a measured load', () => {
  it('counts every order through the floor and through Millrace', async () => {
    for (const side of [floor, millrace]) {
      expectTruth(await measure(side, ends, { connections: 8, amount: AMOUNT }));
    }
  });

  it('sends at the rate that was asked for, and no faster', async () => {
    // The first second has no times.
    const rate = AMOUNT / 2;
    const began = performance.now();
    const figures = await measure(floor, ends, { connections: 8, amount: AMOUNT, rate });
    expectTruth(figures);
    expect(performance.now() - began).toBeGreaterThanOrEqual(((AMOUNT - 1) / rate) * 1000);
    expect(figures.acceptedRate).toBeLessThan(rate * 1.05);
  });

  it('reaches each of many flows', async () => {
    const more = [1, 2, 3].map((n) =>
      publishFlow(millrace.millrace, headlineFlow(ends.partner, `Orders ${n}`)),
    );
    const side = { ...millrace, urls: [...millrace.urls, ...(await Promise.all(more))] };
    expectTruth(await measure(side, ends, { connections: 8, amount: AMOUNT }));
    const { rows } = await millrace.database.query(
      'SELECT flow_id, count(*) FROM runs GROUP BY flow_id',
    );
    expect(rows.length).toBe(4);
  });

  it('does not count what was refused, and says that it was', async () => {
    const lost = new URL('/hooks/nobody-has-this-address', millrace.urls[0]);
    const side = { ...millrace, urls: [lost.href] };
    const figures = await measure(side, ends, { connections: 8, amount: AMOUNT });
    expect(figures).toMatchObject({ sent: AMOUNT, accepted: 0, arrived: 0, recorded: 0 });
  });

  it('has a floor under the durable settings of Millrace', () => {
    expect(flagsOf(floor.postmaster)).toEqual(flagsOf(millrace.postmaster));
    expect(flagsOf(floor.postmaster)).toContain('shared_buffers=64MB');
  });
});

describe('the report', () => {
  it('puts the ratio to the first side at the end', async () => {
    const figures = await measure(floor, ends, { connections: 8, amount: AMOUNT });
    const double = { ...figures, completedRate: figures.completedRate * 2 };
    const text = table([
      { name: 'one', figures },
      { name: 'two', figures: double },
    ]);
    expect(text).toMatch(/completed\/s +\d+ +\d+ +2\.00\n/);
  });
});

describe('millrace bench', () => {
  it('says outside of a checkout that the benchmark is not there', () => {
    const root = join(import.meta.dirname, '../..');
    const away = mkdtempSync(join(tmpdir(), 'millrace-away-'));
    try {
      const dist = join(away, 'apps/server/dist');
      cpSync(join(root, 'apps/server/dist'), dist, { recursive: true });
      symlinkSync(join(root, 'node_modules'), join(away, 'node_modules'));
      writeFileSync(join(away, 'package.json'), '{"type":"module"}');
      const main = join(dist, 'main.js');
      const { status, stderr } = spawnSync(process.execPath, [main, 'bench'], { encoding: 'utf8' });
      expect(stderr).toContain('BENCH_OUTSIDE_CHECKOUT');
      expect(status).toBe(1);
    } finally {
      rmSync(away, { recursive: true });
    }
  });

  it('explains its arguments when it does not know a scenario', () => {
    const main = join(import.meta.dirname, 'main.ts');
    const { status, stdout } = spawnSync(process.execPath, [main, 'sideways'], {
      encoding: 'utf8',
    });
    expect(stdout).toContain('npm run bench -- [scenario]');
    expect(status).toBe(1);
  });
});
