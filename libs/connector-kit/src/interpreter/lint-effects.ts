import type {
  ConnectorAction,
  ConnectorRequest,
  ConnectorStep,
  ConnectorTrigger,
  Fault,
  Manifest,
} from '@millrace/model';
import { effectOf } from './compile-request.ts';
import { fault, type Place } from './lint-reads.ts';

/** Requests that write where only reading is expected, and writes that would be made more than once. */
export function lintEffects(manifest: Manifest): Fault[] {
  const { auth, lists = {}, shapes = {}, actions = {}, triggers = {} } = manifest;
  return [
    ...Object.entries(auth).flatMap(([id, { test, facts = {} }]) => [
      ...lintReads(test, ['auth', id, 'test']),
      ...Object.entries(facts).flatMap(([name, fact]) =>
        'request' in fact ? lintReads(fact.request, ['auth', id, 'facts', name, 'request']) : [],
      ),
    ]),
    ...Object.entries(lists).flatMap(([id, { request }]) =>
      lintReads(request, ['lists', id, 'request']),
    ),
    ...Object.entries(shapes).flatMap(([id, { request }]) =>
      lintReads(request, ['shapes', id, 'request']),
    ),
    ...Object.entries(actions).flatMap(([id, action]) => lintAction(action, ['actions', id])),
    ...Object.entries(triggers).flatMap(([id, trigger]) => lintTrigger(trigger, ['triggers', id])),
  ];
}

function lintReads(request: ConnectorRequest | undefined, at: Place): Fault[] {
  if (request === undefined || effectOf(request) === 'reads') return [];
  return [fault(at, 'It has to read only: say effect: reads when this method does.')];
}

interface PlacedRequest {
  one: ConnectorRequest & Partial<ConnectorStep>;
  at: Place;
}

function lintAction({ request, steps, risk, repeat }: ConnectorAction, at: Place): Fault[] {
  // What code does is its own to say.
  if (request === undefined && steps === undefined) return [];
  const written: PlacedRequest[] = [
    ...(request === undefined ? [] : [{ one: request, at: [...at, 'request'] }]),
    ...(steps ?? []).map((one, index) => ({ one, at: [...at, 'steps', index] })),
  ];
  const writes = written.filter(({ one }) => effectOf(one) !== 'reads');
  const risksNothing = risk === 'reads' && writes.length > 0;
  const risksLittle = risk !== 'reads' && writes.length === 0;
  return [
    ...writes.flatMap(lintAgain),
    ...(risksNothing ? [fault([...at, 'risk'], 'It writes; say what it risks.')] : []),
    ...(risksLittle ? [fault([...at, 'risk'], 'It only reads.')] : []),
    ...lintRepeat(repeat, writes, at),
  ];
}

/** A write that is made until something holds, or page by page, is made again and again. */
function lintAgain({ one: { until, pages }, at }: PlacedRequest): Fault[] {
  return [
    ...(until === undefined ? [] : [fault([...at, 'until'], 'Asking again would write again.')]),
    ...(pages === undefined ? [] : [fault([...at, 'pages'], 'Each page would write again.')]),
  ];
}

function lintRepeat(
  repeat: ConnectorAction['repeat'],
  writes: readonly PlacedRequest[],
  at: Place,
): Fault[] {
  if (repeat.by === 'check') {
    const several = writes.length > 1 || writes.some(({ one }) => one.each !== undefined);
    const message = 'One look cannot tell which of several writes were made.';
    const unclear = several ? [fault([...at, 'repeat'], message)] : [];
    return [...lintReads(repeat.request, [...at, 'repeat', 'request']), ...unclear];
  }
  const isIdle = repeat.by !== 'nature' && writes.length === 0;
  return isIdle ? [fault([...at, 'repeat'], 'What only reads repeats by nature.')] : [];
}

function lintTrigger({ webhook, poll }: ConnectorTrigger, at: Place): Fault[] {
  const { then, register } = webhook ?? {};
  const reading: [string, readonly ConnectorStep[] | undefined][] = [
    ['webhook/then/steps', then === 'poll' ? undefined : then?.steps],
    ['webhook/register/check/steps', register?.check?.steps],
    ['poll/steps', poll?.steps],
  ];
  return reading.flatMap(([path, steps = []]) =>
    steps.flatMap((step, index) => lintReads(step, [...at, ...path.split('/'), index])),
  );
}
