import type { FindingKind } from './finding.ts';
import { startForgetfulFront, startLyingFront } from './fronts.ts';
import type { Random } from './random.ts';
import type { Scenario } from './scenario.ts';
import type { Fault, PlannedFault } from './schedule.ts';

/** A fault of the product, made from outside, that the checker must find. */
export interface Control {
  name: string;
  /** Any of these means that it was found. */
  expected: readonly FindingKind[];
  scenario: (random: Random) => Omit<Scenario, 'seed'>;
}

const SECOND = 1_000;

/** The same blow every few seconds. */
function blows(random: Random, fault: Fault, times: number, everyMs: number): PlannedFault[] {
  return Array.from({ length: times }, (_, index) => ({
    at: (index + 1) * everyMs + random.between(-500, 500),
    fault,
    forMs: 0,
  }));
}

export const CONTROLS: readonly Control[] = [
  {
    name: 'ack before commit',
    expected: ['lost'],
    scenario: (random) => ({
      plan: blows(random, 'kill-server', 5, 4 * SECOND),
      sendMs: 21 * SECOND,
      rate: 600,
      connections: 32,
      sendThrough: startLyingFront,
    }),
  },
  {
    name: 'synchronous_commit = off',
    expected: ['lost'],
    scenario: (random) => ({
      plan: blows(random, 'kill-postgres', 4, 4 * SECOND),
      sendMs: 18 * SECOND,
      rate: 300,
      connections: 16,
      postgres: { synchronous_commit: 'off' },
      env: { MILLRACE_UNSAFE_DURABILITY: '1' },
    }),
  },
  {
    name: 'no fencing',
    expected: ['lost-lease-write', 'end-changed'],
    // The server holds runs whose calls are answered while it stands still. The worker has taken
    // them over, and its calls are not answered yet, when the server wakes up.
    scenario: () => ({
      plan: [
        { at: SECOND, fault: 'receiver-slow', forMs: 24 * SECOND },
        { at: 3 * SECOND, fault: 'stall-server', forMs: 20 * SECOND },
      ],
      sendMs: 4 * SECOND,
      rate: 20,
      connections: 8,
      slowness: [12 * SECOND, 12 * SECOND],
      sql: `
        CREATE FUNCTION control_no_fence() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF OLD.fence > 0 THEN NEW.fence := OLD.fence; END IF;
          RETURN NEW;
        END $$;
        CREATE TRIGGER b_control BEFORE UPDATE ON runs
          FOR EACH ROW EXECUTE FUNCTION control_no_fence();`,
    }),
  },
  {
    name: 'no dedupe key',
    expected: ['accepted-twice'],
    scenario: () => ({
      plan: [],
      sendMs: 5 * SECOND,
      rate: 100,
      connections: 8,
      sql: `
        CREATE FUNCTION control_no_dedupe() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          NEW.key := uuid_send(gen_random_uuid());
          RETURN NEW;
        END $$;
        CREATE TRIGGER b_control BEFORE INSERT ON dedupe_keys
          FOR EACH ROW EXECUTE FUNCTION control_no_dedupe();`,
    }),
  },
  {
    name: 'no idempotency header',
    expected: ['doubled-effect'],
    scenario: () => ({
      plan: [{ at: 2 * SECOND, fault: 'receiver-cuts-after-effect', forMs: SECOND }],
      sendMs: 5 * SECOND,
      rate: 100,
      connections: 8,
      callThrough: startForgetfulFront,
    }),
  },
];
