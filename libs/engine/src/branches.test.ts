import { describe, expect, it } from 'vitest';
import type { ActionStep, BranchStep, Condition, Step } from '@millrace/model';
import { driveRun } from './drive.ts';
import { flowOf, newRun, TestPorts } from './testing.ts';

const above = (limit: number): Condition => ({
  left: { $path: '$.trigger.total' },
  op: 'greater_than',
  right: limit,
});
const note = (id: string, path: string): Step => ({
  id,
  kind: 'set',
  fields: { value: { $path: path, missing: 'null' } },
});
const call = (id: string): ActionStep => ({
  id,
  kind: 'action',
  action: 'http.request',
  input: {},
});
const size: BranchStep = {
  id: 'size',
  kind: 'branch',
  paths: [
    { name: 'huge', when: above(1_000), steps: [note('huge', '$.trigger.total')] },
    { name: 'big', when: above(100), steps: [note('big', '$.trigger.total')] },
  ],
  otherwise: [note('small', '$.trigger.total')],
};

async function outputsOf(steps: Step[], trigger: { total: number }): Promise<unknown> {
  const ports = new TestPorts();
  await driveRun(newRun(flowOf(...steps), trigger), ports);
  return ports.store.all().map(({ stepId, output }) => [stepId, output]);
}

describe('a branch', () => {
  it.each([
    [2_000, 'huge', 'huge'],
    [500, 'big', 'big'],
    [5, null, 'small'],
  ])('with a total of %d takes the path %s and says so first', async (total, path, id) => {
    expect(await outputsOf([size], { total })).toEqual([
      ['size', { path }],
      [id, { value: total }],
    ]);
  });

  it('goes on behind it when no path fits and there is nothing else', async () => {
    const bare: BranchStep = { ...size, otherwise: [] };
    expect(
      await outputsOf([bare, note('after', '$.steps.size.output.path')], { total: 1 }),
    ).toEqual([
      ['size', { path: null }],
      ['after', { value: null }],
    ]);
  });

  it('keeps what its steps put out to itself', async () => {
    const inside = note('inside', '$.steps.before.output.value');
    const branch: BranchStep = {
      ...size,
      paths: [{ name: 'big', when: above(1), steps: [inside] }],
    };
    const steps = [
      note('before', '$.trigger.total'),
      branch,
      note('after', '$.steps.inside.output'),
      note('path', '$.steps.size.output.path'),
    ];
    expect(await outputsOf(steps, { total: 7 })).toEqual([
      ['before', { value: 7 }],
      ['size', { path: 'big' }],
      ['inside', { value: 7 }],
      ['after', { value: null }],
      ['path', { value: 'big' }],
    ]);
  });

  it('at the end of a run gives what its last step put out, or the path when there is none', async () => {
    const ports = new TestPorts();
    await driveRun(newRun(flowOf(size), { total: 5 }), ports);
    expect(ports.store.update).toEqual({ status: 'succeeded', output: { value: 5 } });
    const bare = new TestPorts();
    await driveRun(newRun(flowOf({ ...size, otherwise: [] }), { total: 5 }), bare);
    expect(bare.store.update).toEqual({ status: 'succeeded', output: { path: null } });
  });

  it('ends the run as stopped at a filter inside', async () => {
    const filter: Step = { id: 'never', kind: 'filter', when: above(1e9) };
    const ports = new TestPorts();
    const branch: BranchStep = { ...size, otherwise: [filter] };
    await driveRun(newRun(flowOf(branch, call('mail')), { total: 5 }), ports);
    expect(ports.calls).toEqual([]);
    expect(ports.store.update?.status).toBe('stopped');
  });

  it('whose condition cannot be decided ends the run as failed', async () => {
    const ports = new TestPorts();
    await driveRun(newRun(flowOf(size), {}), ports);
    expect(ports.store.lines()).toEqual(['1 size 1 failed']);
    expect(ports.store.update?.error?.code).toBe('PATH_MISSING');
  });
});

describe('a run interrupted inside a branch', () => {
  async function resumedCalls(branch: BranchStep, total: number): Promise<string[]> {
    const flow = flowOf(branch, call('last'));
    const ports = new TestPorts({ holdsLease: (nth) => nth === 1 });
    await driveRun(newRun(flow, { total }), ports);
    const resumed = new TestPorts({ store: ports.store });
    await driveRun(ports.store.resumed(flow, { total }), resumed);
    expect(ports.store.update?.status).toBe('succeeded');
    return resumed.calls.map(({ step }) => step.id);
  }

  it('goes on in the path it had taken', async () => {
    const paths = [{ name: 'big', when: above(100), steps: [call('first'), call('second')] }];
    expect(await resumedCalls({ ...size, paths }, 500)).toEqual(['second', 'last']);
  });

  it('goes on behind the branch when a newer version has no such path', async () => {
    const paths = [{ name: 'big', when: above(100), steps: [call('first'), call('second')] }];
    const ports = new TestPorts({ holdsLease: (nth) => nth === 1 });
    await driveRun(newRun(flowOf({ ...size, paths }), { total: 500 }), ports);
    const newer = flowOf(size, call('last'));
    const resumed = new TestPorts({ store: ports.store });
    const state = ports.store.resumed(newer, { total: 500 });
    const renamed = { ...size, paths: [{ name: 'large', when: above(100), steps: [] }] };
    await driveRun({ ...state, document: flowOf(renamed, call('last')) }, resumed);
    expect(resumed.calls.map(({ step }) => step.id)).toEqual(['last']);
  });
});
