import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canTransition,
  isTerminal,
  walkSteps,
  type Condition,
  type JsonValue,
  type Mapping,
  type Step,
} from '@millrace/model';
import type { ActionCall } from './ports.ts';
import { driveRun } from './drive.ts';
import type { AttemptRecord, CallOutcome, CallRoom, RunPorts, RunUpdate } from './ports.ts';
import { slotOf } from './state.ts';
import { flowOf } from './testing.ts';
import { MemoryStore, NOW } from './testing/memory-store.ts';
import { goesOnBehind, makeSequence, SEQUENCES } from './testing/sequence.ts';

/*
 * Random flows against a random world: calls take their time, are retried, fail, take long, or make
 * several requests with waits between them; the process dies at random writes, before or after they are stored. What is stored in the end must be
 * what an undisturbed run stores.
 */

type Raw = Record<string, unknown>;
const aPath = fc
  .constantFrom(
    '$.index',
    '$.item',
    '$.trigger.n',
    '$.steps',
    '$.steps.s1.output',
    '$.steps.s2.output',
    '$.run.id',
  )
  .map((path): Mapping => ({ $path: path, missing: 'null' }));
const aCondition = fc
  .tuple(fc.constantFrom('$.index', '$.trigger.n'), fc.subarray([0, 1, 2, 3]))
  .map(([path, right]): Condition => ({
    left: { $path: path, missing: { default: 0 } },
    op: 'one_of',
    right,
  }));
const onError = fc.oneof(
  { weight: 12, arbitrary: fc.constant('continue') },
  { weight: 1, arbitrary: fc.constant('never_repeat') },
  { weight: 2, arbitrary: fc.constant('fail') },
);
const retry = fc.record({
  times: fc.integer({ min: 1, max: 3 }),
  backoff: fc.constant('fixed'),
  first: fc.constantFrom('1s', '20s'),
  max: fc.constant('1h'),
});

const { sequence: aSequence } = fc.letrec<{ step: Raw; sequence: Raw[] }>((tie) => ({
  sequence: fc.array(tie('step'), { minLength: 1, maxLength: 4, size: 'max' }),
  step: fc.oneof(
    { maxDepth: 3, withCrossShrink: true, depthIdentifier: 'steps' },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('action'),
        action: fc.constantFrom('http.request', 'shop.sequence'),
        input: fc.record({ x: aPath }),
        on_error: onError,
        retry,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('set'), fields: fc.record({ x: aPath }) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('filter'), when: aCondition }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('delay'), for: fc.constantFrom('0s', '2s', '1m') }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('respond'),
        status: fc.constant(200),
        headers: fc.constant({}),
        body: aPath,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('stop'),
        as: fc.constantFrom('succeeded', 'failed'),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('call'), flow: fc.constant('Other'), body: aPath }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('branch'),
        paths: fc.array(
          fc.record({ name: fc.constantFrom('a', 'b'), when: aCondition, steps: tie('sequence') }),
          { minLength: 1, maxLength: 2 },
        ),
        otherwise: tie('sequence'),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('for-each'),
        items: fc.array(fc.constantFrom<JsonValue>('x', 1, null), { maxLength: 4, size: 'max' }),
        concurrency: fc.integer({ min: 1, max: 3 }),
        steps: tie('sequence'),
      }),
    },
  ),
}));

/** Gives every step an id. Where `calm`, nothing in a loop ends the run or answers: which item did last would be chance. */
function numbered(raws: Raw[], calm: boolean): Step[] {
  let next = 0;
  const inner = (list: unknown, inLoop: boolean): unknown[] =>
    (list as Raw[])
      .filter(({ kind }) => !(inLoop && calm && (kind === 'stop' || kind === 'respond')))
      .map((raw) => one(raw, inLoop));
  const one = (raw: Raw, inLoop: boolean): unknown => {
    next += 1;
    const step: Raw = { ...raw, id: `s${String(next)}` };
    if (inLoop && calm && raw['kind'] === 'action' && raw['on_error'] === 'fail')
      step['on_error'] = 'continue';
    if (raw['kind'] === 'for-each') step['steps'] = inner(raw['steps'], true);
    if (raw['kind'] === 'branch') {
      step['paths'] = (raw['paths'] as Raw[]).map((path) => ({
        ...path,
        steps: inner(path['steps'], inLoop),
      }));
      step['otherwise'] = inner(raw['otherwise'], inLoop);
    }
    return step;
  };
  return inner(raws, false) as Step[];
}

/** A number that is always the same for a text, as good as any other. */
function numberOf(text: string): number {
  let hash = 2_166_136_261;
  for (const char of text) hash = Math.imul(hash ^ char.charCodeAt(0), 16_777_619) >>> 0;
  return hash ^ (hash >>> 13);
}

const isSequence = ({ step }: ActionCall): boolean =>
  step.kind === 'action' && step.action === 'shop.sequence';

const slotOfCall = ({ step, iteration }: ActionCall): string => slotOf(step.id, iteration);

/** The applications, the database and the clock. They outlive the processes that run the flow. */
class World {
  readonly store = new MemoryStore();
  readonly seeds = new Map<string, string>();
  readonly updates: RunUpdate[] = [];
  clock = NOW.getTime();
  private readonly seed: number;
  private readonly once: ReadonlySet<string>;
  private readonly begun = new Map<string, number>();
  private readonly attempted = new Set<string>();
  /** What sequences were told is stored. */
  private readonly kept = new Map<string, string>();

  constructor(seed: number, once: ReadonlySet<string>) {
    this.seed = seed;
    this.once = once;
  }

  /** How a call ends: decided by what is called and which try it is, never by when. */
  outcome(call: ActionCall): CallOutcome {
    const slot = slotOfCall(call);
    if (call.step.kind === 'call') {
      const end =
        (this.begun.get(slot) ?? this.clock) +
        (numberOf(`${String(this.seed)}${slot}`) % 3) * 5_000;
      this.begun.set(slot, this.begun.get(slot) ?? this.clock);
      return this.clock < end
        ? { pending: true, until: new Date(end) }
        : { ok: true, output: `${slot} ran` };
    }
    const chance = numberOf(`${String(this.seed)}${slot}#${String(call.tryNumber)}`) % 10;
    const error = { code: 'CALL_UNAVAILABLE', message: slot, hint: '' };
    if (chance < 6 || this.once.has(call.step.id))
      return { ok: true, output: { slot, saw: call.input } };
    return {
      ok: false,
      error,
      retryable: chance < 9,
      retryAfter: chance === 6 ? 30_000 : undefined,
    };
  }

  /** The requests of a sequence. None is made by a process that is dead. */
  sequence(call: ActionCall, room: CallRoom, isDead: () => boolean): Promise<CallOutcome> {
    const slot = slotOfCall(call);
    const parts = SEQUENCES[numberOf(`${String(this.seed)}${slot}`) % SEQUENCES.length] ?? [];
    const send = (part: number, isWrite: boolean): boolean => {
      if (isDead()) throw new Error('killed');
      this.clock += 100;
      if (isWrite) this.expectMayWrite(call, part);
      const { tryNumber } = call;
      const chance = numberOf(`${String(this.seed)}${slot}.${String(part)}#${String(tryNumber)}`);
      return chance % 10 < 8 || tryNumber > 1 || this.once.has(call.step.id);
    };
    const { state, retries, neverRepeat } = room;
    const checkpoint = async (text: string, writes: boolean): Promise<void> => {
      await room.checkpoint(text, writes);
      this.kept.set(slot, text);
    };
    const kept = { state, retries, neverRepeat, checkpoint };
    return makeSequence(parts, kept, () => this.clock, send);
  }

  /** A write that was stored is not made again, and one that must not be repeated never is. */
  private expectMayWrite(call: ActionCall, part: number): void {
    const slot = slotOfCall(call);
    const kept = this.kept.get(slot);
    expect(kept !== undefined && goesOnBehind(kept, part)).toBe(false);
    if (!this.once.has(call.step.id)) return;
    const name = `${slot} ${String(part)}`;
    expect(this.attempted.has(name)).toBe(false);
    this.attempted.add(name);
  }

  /** Checks everything that must hold whenever a call is made. */
  expectMayCall(call: ActionCall, ended: readonly string[]): void {
    const slot = slotOfCall(call);
    const stored = this.store.all().filter((one) => slotOf(one.stepId, one.iteration) === slot);
    expect(stored.every(({ status }) => status === 'failed' || status === 'running')).toBe(true);
    expect(this.seeds.get(slot) ?? call.idempotencySeed).toBe(call.idempotencySeed);
    expect(
      [...this.seeds].some(([other, seed]) => other !== slot && seed === call.idempotencySeed),
    ).toBe(false);
    this.seeds.set(slot, call.idempotencySeed);
    if (this.once.has(call.step.id) && !isSequence(call)) {
      expect(this.attempted.has(slot)).toBe(false);
      this.attempted.add(slot);
    }
    const known = new Set(
      this.store.all().map(({ stepId, iteration }) => slotOf(stepId, iteration)),
    );
    const before = ended.filter((one) => {
      const iteration = one.slice(0, Math.max(one.lastIndexOf('.'), 0));
      return call.iteration.startsWith(iteration) || iteration.startsWith(call.iteration);
    });
    expect(before.filter((one) => !known.has(one))).toEqual([]);
  }
}

/** A process that runs the flow, and dies at its write number `diesAt`. */
function processOf(world: World, diesAt: number, stored: boolean): RunPorts {
  let saves = 0;
  let dead = false;
  const ended: string[] = [];
  return {
    async perform(call, _signal, room) {
      world.expectMayCall(call, ended);
      for (let turns = numberOf(slotOfCall(call)) % 7; turns > 0; turns -= 1)
        await Promise.resolve();
      const outcome = isSequence(call)
        ? await world.sequence(call, room, () => dead)
        : world.outcome(call);
      world.clock += 500;
      if (!dead) ended.push(slotOfCall(call));
      return outcome;
    },
    save(attempts: readonly AttemptRecord[], update?: RunUpdate) {
      saves += 1;
      const numbers = attempts.map(({ seq }) => seq);
      expect(new Set(numbers).size).toBe(numbers.length);
      if (saves !== diesAt || stored) {
        expect(world.store.save(attempts, update)).toBe(true);
        if (update !== undefined) world.updates.push(update);
      }
      if (saves !== diesAt) return Promise.resolve(true);
      dead = true;
      return Promise.reject(new Error('killed'));
    },
    respond: () => undefined,
    now: () => new Date(world.clock),
    alarm: () => () => undefined,
    random: () => 0.5,
    pause: () => Promise.resolve(),
  };
}

/** Runs until the end, with a process for each of `deaths` that dies, and then ones that live. */
async function runThrough(steps: Step[], seed: number, deaths: readonly Death[]): Promise<World> {
  const flow = flowOf(...steps);
  const once = walkSteps(flow).filter(
    (step) => step.kind === 'action' && step.on_error === 'never_repeat',
  );
  const world = new World(seed, new Set(once.map(({ id }) => id)));
  for (let turn = 0; turn < 500; turn += 1) {
    const { write, stored } = deaths[turn] ?? { write: 0, stored: false };
    const state = world.store.resumed(flow, { n: 1 });
    await driveRun(state, processOf(world, write, stored)).catch((error: unknown) => {
      if (!(error instanceof Error) || error.message !== 'killed') throw error;
      world.clock += 15_000;
    });
    const update = world.updates.at(-1);
    if (update !== undefined && isTerminal(update.status)) return world;
    world.clock = Math.max(world.clock, update?.availableAt?.getTime() ?? 0);
  }
  throw new Error('The run never ended.');
}

interface Death {
  write: number;
  stored: boolean;
}
const someDeaths = fc.array(
  fc.record({ write: fc.integer({ min: 1, max: 4 }), stored: fc.boolean() }),
  { minLength: 1, maxLength: 8, size: 'max' },
);

/** What each step left behind in the end; instants are left out, because they differ. */
function resultsOf(world: World): Record<string, unknown> {
  const results = world.store
    .all()
    .map(({ stepId, iteration, tryNumber, status, output, input }) => [
      slotOf(stepId, iteration),
      { tryNumber, status, output, input },
    ]);
  return timeless(Object.fromEntries(results)) as Record<string, unknown>;
}

function timeless(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'then'));
}

describe('a run that is interrupted again and again', { timeout: 60_000 }, () => {
  it('ends with the results of a run that is not', async () => {
    await fc.assert(
      fc.asyncProperty(aSequence, fc.nat(), someDeaths, async (raws, seed, deaths) => {
        const steps = numbered(raws, true);
        const calm = await runThrough(steps, seed, []);
        const disturbed = await runThrough(steps, seed, deaths);
        const update = disturbed.updates.at(-1);
        if (update?.status === 'in_doubt') {
          expect(disturbed.store.all().some(({ status }) => status === 'in_doubt')).toBe(true);
          return;
        }
        expect(resultsOf(disturbed)).toEqual(resultsOf(calm));
        expect(timeless(update)).toEqual(timeless(calm.updates.at(-1)));
        expect(disturbed.seeds).toEqual(calm.seeds);
      }),
      { numRuns: 500 },
    );
  });

  it('always comes to an end that the table of states allows, and leaves nothing open', async () => {
    await fc.assert(
      fc.asyncProperty(aSequence, fc.nat(), someDeaths, async (raws, seed, deaths) => {
        const world = await runThrough(numbered(raws, false), seed, deaths);
        for (const { status } of world.updates) expect(canTransition('running', status)).toBe(true);
        expect(world.updates.filter(({ status }) => isTerminal(status))).toHaveLength(1);
        expect(world.store.all().filter(({ status }) => status === 'running')).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
