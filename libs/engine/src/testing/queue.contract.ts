import { parseJson, type JsonValue, type RunStatus } from '@millrace/model';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AttemptRecord } from '../ports.ts';
import type { HeldRun, NewRun, RunQueue } from './run-queue.ts';

export {
  CONTRACT_FLOW,
  type HeldRun,
  type NewRun,
  type RunQueue,
  type SeenRun,
} from './run-queue.ts';

const at = new Date('2026-11-21T08:00:00.123Z');
const later = new Date('2026-11-21T09:00:00.456Z');
const HOUR_MS = 3_600_000;

function attempt(seq: number, more: Partial<AttemptRecord> = {}): AttemptRecord {
  return {
    ...{ seq, stepId: `step_${String(seq)}`, iteration: '', tryNumber: 1, status: 'succeeded' },
    ...{ input: { n: seq }, output: null, error: null, startedAt: at, finishedAt: later },
    until: null,
    ...more,
  };
}

const error = { code: 'CALL_REJECTED', message: 'No.', hint: 'Change it.' };
const begun = { status: 'running', output: null, finishedAt: null } as const;

/**
 * What every way to store runs has to do, in memory and in a database. `open` makes one; its runs are of
 * {@link CONTRACT_FLOW}, those with a key of the same with an order.
 */
export function describeRunQueue(name: string, open: () => Promise<RunQueue>): void {
  describe(name, () => {
    let queue: RunQueue;
    beforeAll(async () => {
      queue = await open();
    });

    const claimed = async (run: string): Promise<HeldRun | undefined> =>
      (await queue.claim()).find(({ id }) => id === run);
    const held = async (run: string): Promise<HeldRun> => (await claimed(run)) ?? expect.fail();
    const started = async (run?: NewRun): Promise<HeldRun> => held(await queue.add(run));
    /** The run as the next process gets it when this one is gone. */
    const takenOver = async ({ id }: HeldRun): Promise<HeldRun> => {
      await queue.makeDue(id);
      return held(id);
    };

    describe('attempts', () => describeAttempts(started, takenOver, (id) => queue.see(id)));

    describe('a lease', () => {
      it('is given once, and again only when it has expired', async () => {
        const run = await started();
        expect(run.attempts).toEqual([]);
        expect(await claimed(run.id)).toBeUndefined();
        expect((await queue.see(run.id)).status).toBe('running');
        await run.save([attempt(1)]);
        expect((await takenOver(run)).attempts).toMatchObject([{ seq: 1 }]);
        expect(await claimed(run.id)).toBeUndefined();
      });

      it('that another one has taken stores nothing any more, and is not renewed', async () => {
        const run = await started();
        const next = await takenOver(run);
        expect(await run.save([attempt(1)])).toBe(false);
        expect(await run.save([], { status: 'succeeded', output: 1 })).toBe(false);
        expect(await run.save([attempt(1)], { status: 'failed', error })).toBe(false);
        expect([await run.renew(), await next.renew()]).toEqual([false, true]);
        await run.release();
        expect(await queue.see(run.id)).toMatchObject({ status: 'running', attempts: [] });
        expect(await next.save([attempt(1, { output: 'next' })])).toBe(true);
      });

      it('that has expired and that nobody took still stores', async () => {
        const run = await started();
        await queue.makeDue(run.id);
        expect(await run.save([attempt(1)], { status: 'succeeded' })).toBe(true);
        expect(await queue.see(run.id)).toMatchObject({ status: 'succeeded', attempts: [{}] });
      });

      it('that was renewed is not taken', async () => {
        const run = await started();
        await queue.makeDue(run.id);
        expect(await run.renew()).toBe(true);
        expect(await claimed(run.id)).toBeUndefined();
      });

      it('that was released lets the next one go on at once, and stores nothing more', async () => {
        const run = await started();
        await run.save([attempt(1)]);
        await run.release();
        expect((await queue.see(run.id)).status).toBe('queued');
        expect(await run.save([attempt(2)])).toBe(false);
        expect((await held(run.id)).attempts).toMatchObject([{ seq: 1 }]);
      });
    });

    describe('how far a call is', () => {
      it('is there for whoever goes on with it, until it has ended, and is shown to nobody', async () => {
        const run = await started();
        const state = { text: '{"odd":"\ud800\u0000"}', writes: true };
        await run.save([attempt(1, { ...begun, state })]);
        expect((await queue.see(run.id)).attempts[0]).not.toHaveProperty('state');
        const next = await takenOver(run);
        expect(next.attempts).toMatchObject([{ status: 'running', state }]);
        await next.save([attempt(1, { ...begun, input: null, until: later })]);
        const third = await takenOver(next);
        expect(third.attempts).toMatchObject([{ status: 'running', until: later, state }]);
        expect((await queue.see(run.id)).attempts).toMatchObject([{ input: { n: 1 } }]);
        await third.save([attempt(1, { status: 'failed', input: null, error, until: later })]);
        const fourth = await takenOver(third);
        expect(fourth.attempts).toMatchObject([{ status: 'failed', state }]);
        await fourth.save([attempt(1)]);
        expect((await takenOver(fourth)).attempts[0]?.state).toBeUndefined();
      });
    });

    describe('a wait', () => {
      it('lasts until its time, and what was stored is there behind it', async () => {
        const run = await started();
        const until = new Date(Date.now() + HOUR_MS);
        const waiting = { status: 'waiting', availableAt: until } as const;
        expect(await run.save([attempt(1, { ...begun, until })], waiting)).toBe(true);
        expect((await queue.see(run.id)).status).toBe('waiting');
        expect(await claimed(run.id)).toBeUndefined();
        expect([await run.save([attempt(2)]), await run.renew()]).toEqual([false, false]);
        expect((await takenOver(run)).attempts).toMatchObject([{ status: 'running', until }]);
      });

      it('whose time has come already lasts no time', async () => {
        const run = await started();
        await run.save([], { status: 'waiting', availableAt: new Date(Date.now() - HOUR_MS) });
        expect(await claimed(run.id)).toBeDefined();
      });
    });

    describe('an end', () => {
      it.each<RunStatus>(['succeeded', 'failed', 'stopped', 'in_doubt'])(
        'as %s is for good',
        async (status) => {
          const run = await started();
          const end =
            status === 'failed' || status === 'in_doubt' ? { error } : { output: { a: 1 } };
          expect(await run.save([attempt(1)], { status, ...end })).toBe(true);
          const seen = await queue.see(run.id);
          expect(seen).toMatchObject({ status, ...end });
          expect(await run.save([attempt(2)], { status: 'failed', error })).toBe(false);
          expect([await run.renew(), await queue.cancel(run.id)]).toEqual([false, false]);
          await run.release();
          await queue.makeDue(run.id);
          expect(await claimed(run.id)).toBeUndefined();
          expect(await queue.see(run.id)).toEqual(seen);
        },
      );
    });

    describe('a cancel', () => {
      it('of a run that is queued, or waits, ends it', async () => {
        const queued = await queue.add();
        const run = await started();
        await run.save([], { status: 'waiting', availableAt: new Date(Date.now() + HOUR_MS) });
        for (const id of [queued, run.id]) {
          expect(await queue.cancel(id)).toBe(true);
          await queue.makeDue(id);
          expect(await claimed(id)).toBeUndefined();
          expect(await queue.see(id)).toMatchObject({ status: 'cancelled', error: null });
        }
      });

      it('takes the run from who holds it, and closes what is open', async () => {
        const run = await started();
        await run.save([
          attempt(1, { ...begun, stepId: 'charge' }),
          attempt(2, { ...begun, stepId: 'pause', until: later }),
          attempt(3),
        ]);
        expect(await queue.cancel(run.id)).toBe(true);
        expect(await run.save([attempt(4)], { status: 'succeeded' })).toBe(false);
        expect(await queue.see(run.id)).toMatchObject({
          status: 'cancelled',
          attempts: [
            {
              stepId: 'charge',
              status: 'in_doubt',
              input: { n: 1 },
              error: { code: 'CALL_IN_DOUBT' },
            },
            { stepId: 'pause', status: 'skipped', input: { n: 2 }, error: null },
            { stepId: 'step_3', status: 'succeeded' },
          ],
        });
        expect(await queue.cancel(run.id)).toBe(false);
      });

      it.each([
        [false, 'skipped'],
        [true, 'in_doubt'],
      ] as const)('in a call that writes (%s) leaves it %s', async (writes, status) => {
        const run = await started();
        const state = { text: '{}', writes };
        await run.save([attempt(1, { ...begun, stepId: 'charge' })]);
        await run.save([attempt(1, { ...begun, stepId: 'charge', input: null, state })]);
        await run.save([attempt(1, { ...begun, stepId: 'charge', input: null, until: later })]);
        expect(await queue.cancel(run.id)).toBe(true);
        expect((await queue.see(run.id)).attempts).toMatchObject([{ status, input: { n: 1 } }]);
      });
    });

    describe('a called run', () => {
      it('wakes the one that waits for it when it ends, and not before', async () => {
        const parent = await started();
        const child = await started({ parent: parent.id });
        await parent.save([], { status: 'waiting', availableAt: new Date(Date.now() + HOUR_MS) });
        await child.save([attempt(1)]);
        await child.save([], { status: 'waiting', availableAt: new Date() });
        expect(await claimed(parent.id)).toBeUndefined();
        await queue.makeDue(child.id);
        // The claim before took it; its lease is at an end.
        const again = (await claimed(child.id)) ?? expect.fail();
        await again.save([], { status: 'succeeded', output: 'done' });
        expect((await queue.see(child.id)).output).toBe('done');
        expect(await claimed(parent.id)).toBeDefined();
      });

      it('leaves the lease of one that does not wait alone', async () => {
        const parent = await started();
        const child = await started({ parent: parent.id });
        await child.save([], { status: 'failed', error });
        expect(await claimed(parent.id)).toBeUndefined();
        expect(await parent.save([attempt(1)], { status: 'succeeded' })).toBe(true);
      });
    });

    describe('runs with a key', () => {
      it('follow one another, also while the first one waits; other keys go on', async () => {
        const [first, second, other] = [
          await queue.add({ key: 'a' }),
          await queue.add({ key: 'a' }),
          await queue.add({ key: 'b' }),
        ];
        const ids = async (): Promise<string[]> =>
          (await queue.claim())
            .map(({ id }) => id)
            .filter((id) => [first, second, other].includes(id));
        const turn = await queue.claim();
        const run = turn.find(({ id }) => id === first) ?? expect.fail();
        expect(turn.some(({ id }) => id === second)).toBe(false);
        expect(turn.some(({ id }) => id === other)).toBe(true);
        await run.save([], { status: 'waiting', availableAt: new Date(Date.now() + HOUR_MS) });
        expect(await ids()).toEqual([]);
        await (await takenOver(run)).save([], { status: 'failed', error });
        expect(await ids()).toEqual([second]);
      });

      it('go on when the one before is cancelled', async () => {
        const first = await queue.add({ key: 'c' });
        const second = await queue.add({ key: 'c' });
        await queue.cancel(first);
        expect(await claimed(second)).toBeDefined();
      });
    });

    describe('a reply', () => {
      it('is there as soon as its attempt is stored, and stays', async () => {
        const run = await started();
        const answer = { status: 201, headers: { 'x-a': 'b' }, body: { id: 7 } };
        expect((await queue.see(run.id)).answer).toBeUndefined();
        await run.save([attempt(1, { stepId: 'answer', output: answer })]);
        expect(await queue.see(run.id)).toMatchObject({ status: 'running', answer });
        await run.save([attempt(2)]);
        await run.save([], { status: 'succeeded', output: answer.body });
        expect(await queue.see(run.id)).toMatchObject({ answer, output: answer.body });
      });
    });
  });
}

const ODD_VALUES: [string, JsonValue][] = [
  [
    'numbers with more digits than a double',
    parseJson('[8202522731445525542,0.1234567890123456789,1e400]'),
  ],
  ['numbers at the ends of a double', [5e-324, 1.7976931348623157e308, -0.1, 2 ** 53]],
  ['U+0000 and other controls', 'a\u0000b\u0001\u007f'],
  ['lone surrogates', ['\ud800', '\udfff', 'x\udc00y']],
  ['characters of every plane', '日本 \u{1F600} \u{10FFFF} \u2028'],
  ['a member named __proto__', parseJson('{"__proto__":{"polluted":1},"constructor":2}')],
  ['names that are empty or odd', { '': 1, ' ': 2, 'a.b': 3, '\u0000': 4 }],
  ['nothing, in every form', [null, '', [], {}, false, 0]],
  ['depth', parseJson('['.repeat(500) + ']'.repeat(500))],
  ['megabytes', 'x'.repeat(5 * 1024 * 1024)],
];

function describeAttempts(
  started: () => Promise<HeldRun>,
  takenOver: (run: HeldRun) => Promise<HeldRun>,
  see: RunQueue['see'],
): void {
  it('are read back in the order of their numbers, over many writes', async () => {
    const run = await started();
    await run.save([attempt(3), attempt(1, { stepId: 'call', iteration: 'lines[3].parts[0]' })]);
    await run.save([attempt(2, { status: 'skipped', tryNumber: 4 })]);
    const expected = [
      { seq: 1, stepId: 'call', iteration: 'lines[3].parts[0]', status: 'succeeded' },
      { seq: 2, status: 'skipped' },
      { seq: 3, stepId: 'step_3', iteration: '' },
    ];
    expect((await takenOver(run)).attempts).toMatchObject(expected);
    expect((await see(run.id)).attempts).toMatchObject([{}, { tryNumber: 4 }, {}]);
  });

  it.each(ODD_VALUES)('keep %s as it was', async (_, value) => {
    const run = await started();
    await run.save([attempt(1, { input: { value }, output: value })]);
    const [kept] = (await takenOver(run)).attempts;
    expect(JSON.stringify(kept?.output) === JSON.stringify(value)).toBe(true);
    const [seen] = (await see(run.id)).attempts;
    expect(JSON.stringify(seen?.input) === JSON.stringify({ value })).toBe(true);
  });

  it('leave out what JSON has not', async () => {
    const run = await started();
    const output = { kept: null, gone: undefined as unknown as null };
    await run.save([attempt(1, { output })]);
    const [kept] = (await takenOver(run)).attempts;
    expect(Object.keys(kept?.output ?? {})).toEqual(['kept']);
  });

  it('do not change with the values they were made of', async () => {
    const run = await started();
    const output = { list: [1] };
    await run.save([attempt(1, { output })]);
    output.list.push(2);
    expect((await takenOver(run)).attempts[0]?.output).toEqual({ list: [1] });
  });

  it('take the place of an earlier state, but for the start, and the input unless it is new', async () => {
    const run = await started();
    await run.save([
      attempt(1, { ...begun, input: { first: 1 } }),
      attempt(2, { ...begun, until: later }),
    ]);
    const end = { startedAt: later, finishedAt: later, output: 'done' };
    await run.save([
      attempt(1, { ...end, input: null, tryNumber: 2 }),
      attempt(2, { ...end, input: { second: 2 }, status: 'skipped' }),
    ]);
    expect((await takenOver(run)).attempts).toMatchObject([
      { status: 'succeeded', output: 'done', try: 2, until: null },
      { status: 'skipped', output: 'done', until: null },
    ]);
    expect((await see(run.id)).attempts).toMatchObject([
      { input: { first: 1 }, startedAt: at, finishedAt: later },
      { input: { second: 2 }, startedAt: at, finishedAt: later },
    ]);
  });

  it('keep the error of a call with its details, and when it is tried again', async () => {
    const run = await started();
    const details = parseJson('{"status":404,"body":{"__proto__":1,"id":8202522731445525542}}');
    const failed = { status: 'failed', error: { ...error, details } } as const;
    await run.save([attempt(1, { ...failed, until: later }), attempt(2, failed)]);
    const attempts = (await takenOver(run)).attempts;
    expect(attempts).toMatchObject([{ until: later }, { until: null }]);
    for (const one of attempts) {
      expect(JSON.stringify(one.error)).toBe(JSON.stringify(failed.error));
    }
  });

  it('may be many in one write', async () => {
    const run = await started();
    const many = Array.from({ length: 1_000 }, (_, n) => attempt(n + 1));
    expect(await run.save(many)).toBe(true);
    expect(await run.save([])).toBe(true);
    const seqs = (await takenOver(run)).attempts.map(({ seq }) => seq);
    expect(seqs).toEqual(many.map(({ seq }) => seq));
  });
}
