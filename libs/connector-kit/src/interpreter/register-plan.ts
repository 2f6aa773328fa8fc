import {
  AppError,
  type AnswerRule,
  type ConnectorStep,
  type JsonObject,
  type JsonValue,
  type Manifest,
  type Register,
} from '@millrace/model';
import { compileManifestCondition, compilePath } from '@millrace/mapping';
import { HOOK_SECRET } from './account.ts';
import { compileM } from './compile-request.ts';
import { compileSteps, type Plan } from './plan.ts';

/** What is done at the application for the webhook of a trigger. */
export const REGISTER_PHASES = ['subscribe', 'renew', 'check', 'repair', 'unsubscribe'] as const;
export type RegisterPhase = (typeof REGISTER_PHASES)[number];

/** What is gone already need not be removed. */
const GONE: AnswerRule[] = [{ status: [404, 410], is: 'nothing' }];

/**
 * Compiles a phase. Subscribing and renewing give `{kept, secret?, expires?}`, a check
 * `{alive, body}`, the others the last body. Throws CONNECTOR_INVALID for a phase that there is not.
 */
export function compilePhase(manifest: Manifest, trigger: string, phase: RegisterPhase): Plan {
  const register = manifest.triggers?.[trigger]?.webhook?.register;
  const steps = register === undefined ? undefined : stepsOf(register, phase);
  if (register === undefined || steps === undefined) {
    const reason = `${trigger} has no ${phase}`;
    throw new AppError('CONNECTOR_INVALID', { id: manifest.id, reason });
  }
  const answers = phase === 'unsubscribe' ? GONE : [];
  return compileSteps(manifest, { steps }, answers, outputOf(register, phase));
}

/** The requests of a phase; undefined where a trigger does nothing in it. */
export function stepsOf(
  { subscribe, renew, check, unsubscribe }: Register,
  phase: RegisterPhase,
): readonly ConnectorStep[] | undefined {
  return {
    ...{ subscribe, unsubscribe, renew: renew?.steps },
    ...{ check: check?.steps, repair: check?.repair },
  }[phase];
}

/**
 * Who makes the signing secret: a secret is made where subscribing places one, and given where a path
 * says where it is; undefined where a field of the connection holds it.
 */
export function whoseSecret(
  secret: Webhook['secret'],
  register: Register,
): 'made' | 'given' | undefined {
  const places = register.subscribe.flatMap(({ place = [] }) => place);
  const isMade = places.some(({ value }) => value.includes(`{${HOOK_SECRET}}`));
  if (secret === 'made' || isMade) return 'made';
  return register.secret === undefined ? undefined : 'given';
}

type Webhook = NonNullable<NonNullable<Manifest['triggers']>[string]['webhook']>;

function outputOf(register: Register, phase: RegisterPhase): Plan['output'] {
  if (phase === 'subscribe' || phase === 'renew') return learnedBy(register, phase);
  const alive = register.check?.alive;
  if (phase !== 'check' || alive === undefined) return (_, body) => body;
  const holds = compileManifestCondition(alive);
  return (data, body) => ({ alive: holds(data), body });
}

/** Renewing keeps what subscribing did: its answers say less. */
function learnedBy(
  { keep, secret, expires }: Register,
  phase: 'subscribe' | 'renew',
): Plan['output'] {
  const kept = Object.entries(keep).map(([name, mapping]) => [name, compileM(mapping)] as const);
  const ends = expires === undefined ? undefined : compileM(expires);
  const given = secret === undefined ? undefined : compilePath(secret);
  return (data) => {
    const end = ends?.(data);
    const text = given?.select(data)[0];
    return {
      kept: phase === 'renew' ? {} : membersOf(kept, data),
      ...(end === undefined ? {} : { expires: end }),
      ...(text === undefined ? {} : { secret: text }),
    };
  };
}

function membersOf(
  compiled: readonly (readonly [string, ReturnType<typeof compileM>])[],
  data: JsonObject,
): JsonObject {
  return Object.fromEntries(
    compiled.flatMap(([name, evaluate]): [string, JsonValue][] => {
      const value = evaluate(data);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
