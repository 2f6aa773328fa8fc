import {
  fixedChoices,
  isAppError,
  manifestSchema,
  parseJson,
  pointer,
  type ConnectorAction,
  type ConnectorCase,
  type Fault,
  type Field,
  type JsonObject,
  type JsonValue,
  type Manifest,
} from '@millrace/model';
import { checkedInput } from '../input.ts';
import { openAccount, type Account } from '../interpreter/account.ts';
import { withKitFields } from '../interpreter/describe.ts';
import { compileAction, compileSteps, type Plan } from '../interpreter/plan.ts';
import { answerOfCase } from './case-answer.ts';
import { SecretInData, sentBy, type Sent, type SentShape, type TrialCall } from './sent-shape.ts';
import { textPlaces, type TextPlace } from './text-places.ts';

/** What somebody may write into a text on purpose. */
const HOSTILE: readonly string[] = [
  ...['../', '..', '%2e%2e', '%2e%2e%2fadmin', 'a/b', 'a?b=c&d=e#f', '@evil.example/'],
  ...['a\r\nX-Injected: yes', '"\'`<>', '{token}', '{{input}}', '$.connection', '\0'],
  ...['a'.repeat(100_000), 'half \ud800 a character'],
];

/**
 * Tries a manifest by its own data, without a call: each action's sample makes its first request, and none without a
 * required field; no text that somebody writes changes where a request goes, its headers or its parameters; no mapping
 * gives a secret; the document survives being written as JSON. `cases` lead to the requests behind the first ones.
 * Gives what does not hold, with JSON pointers into the manifest.
 */
export function trialOf(document: Manifest, cases: readonly ConnectorCase[] = []): Fault[] {
  const manifest = withKitFields(document);
  return [
    ...jsonFaults(document),
    ...Object.entries(manifest.actions ?? {}).flatMap(([id, action]) =>
      action.request === undefined && action.steps === undefined
        ? []
        : actionFaults(
            manifest,
            id,
            action,
            cases.filter((one) => one.action === id),
          ),
    ),
    ...Object.entries(manifest.lists ?? {}).flatMap(([id, list]) => {
      const plan = compileSteps(manifest, { request: list.request }, [], (_, body) => body);
      const own = cases.filter((one) => one.list === id);
      return list.search === true ? searchFaults(manifest, id, plan, own) : [];
    }),
  ];
}

function jsonFaults(document: Manifest): Fault[] {
  const text = JSON.stringify(document);
  const again = manifestSchema.safeParse(parseJson(text));
  const isSame = again.success && JSON.stringify(again.data) === text;
  return isSame ? [] : [{ path: '', message: 'It is not the same after being written as JSON.' }];
}

function actionFaults(
  manifest: Manifest,
  id: string,
  action: ConnectorAction,
  cases: readonly ConnectorCase[],
): Fault[] {
  const at = ['actions', id];
  const plan = compileAction(manifest, action);
  const longest = longestOf(cases);
  const accountOf = accounts(manifest, action.needs?.auth, longest);
  const call = { plan, ...accountOf, answers: answersOf(longest) };
  const run = (input: JsonObject): Sent => sentBy(call, checkedInput(action, input));
  const sample = attempt(() => run(action.sample.input));
  if (sample instanceof Error) {
    const message = `The sample makes no request: ${sample.message}`;
    return [{ path: pointer([...at, 'sample', 'input']), message }];
  }
  // What stands behind the first request is reached with the input of the case whose answers these are.
  const further = plan.steps.length > 1 && longest?.input !== undefined ? [longest.input] : [];
  const places = textPlaces(action.input);
  return [
    ...requiredFaults(action, at, run),
    ...[action.sample.input, ...further].flatMap((input) =>
      hostileFaults(places, input, run, [...at, 'input']),
    ),
  ];
}

/** Each field that a sample shows and that is required is missed, by its name; the other ones are not. */
function requiredFaults(
  { input: fields, sample }: ConnectorAction,
  at: readonly string[],
  run: (input: JsonObject) => Sent,
): Fault[] {
  const needed = fields.filter(
    ({ required, default: preset }) => required === true && preset === undefined,
  );
  const missed = needed.flatMap(({ key }) => {
    if (sample.input[key] === undefined) return [];
    const found = attempt(() => run(without(sample.input, key)));
    const isNamed = isAppError(found) && JSON.stringify(found.details).includes(`"/${key}"`);
    const message = `Without the required "${key}" a request is made, or refused without its name.`;
    return isNamed ? [] : [{ path: pointer([...at, 'input']), message }];
  });
  const least = fields.filter(({ required }) => required === true).map(({ key }) => key);
  const input = Object.fromEntries(
    Object.entries(sample.input).filter(([key]) => least.includes(key)),
  );
  const alone = attempt(() => run(input));
  const isShort = isAppError(alone) && alone.code !== 'INPUT_INVALID';
  if (!isShort) return missed;
  const message = `The required fields alone make no request: ${alone.message}`;
  return [...missed, { path: pointer([...at, 'input']), message }];
}

function without(input: JsonObject, key: string): JsonObject {
  return Object.fromEntries(Object.entries(input).filter(([name]) => name !== key));
}

/** Every list that looks for what somebody writes. */
function searchFaults(
  manifest: Manifest,
  id: string,
  plan: Plan,
  cases: readonly ConnectorCase[],
): Fault[] {
  const like = longestOf(cases);
  const call = { plan, ...accounts(manifest, undefined, like), answers: [] };
  const place = { name: 'the search', put: (_: JsonObject, text: string) => ({ search: text }) };
  const run = (extra: JsonObject): Sent => sentBy({ ...call, extra }, like?.input ?? {});
  return hostileFaults([place], {}, run, ['lists', id, 'request']);
}

/**
 * What hostile texts change. They are tried at all places at once, and at each alone where that is
 * refused or changes something: a refusal is as good as a request that stays the same.
 */
function hostileFaults(
  places: readonly TextPlace[],
  input: JsonObject,
  run: (input: JsonObject) => Sent,
  at: readonly string[],
): Fault[] {
  const all: TextPlace = {
    name: 'every text',
    put: (given, text) => places.reduce((changed, place) => place.put(changed, text), given),
  };
  return HOSTILE.flatMap((text) => {
    if (isSame(all, input, text, run)) return [];
    return places.flatMap((place) =>
      changedBy(place, input, text, run).map((what) => ({
        path: pointer(at),
        message: `${JSON.stringify(text.slice(0, 40))} in ${place.name}: ${what}`,
      })),
    );
  });
}

type Run = (input: JsonObject) => Sent;

function isSame(place: TextPlace, input: JsonObject, text: string, run: Run): boolean {
  const usual = usualOf(place, input, run);
  const sent = attempt(() => run(place.put(input, text)));
  if (usual === undefined || sent instanceof Error) return false;
  return sent.size === usual.size && differences(usual, sent).length === 0;
}

function changedBy(place: TextPlace, input: JsonObject, text: string, run: Run): string[] {
  const sent = attempt(() => run(place.put(input, text)));
  if (sent instanceof Error) return failure(sent);
  const usual = usualOf(place, input, run);
  return usual === undefined ? [] : differences(usual, sent);
}

/** Texts that fields with a length or a form of their own may take. */
const HARMLESS = ['abc', 'ab', '12', 'a@example.com'];

/** What is sent with a harmless text at a place; undefined where none is taken. */
function usualOf({ put }: TextPlace, input: JsonObject, run: Run): Sent | undefined {
  for (const text of HARMLESS) {
    const sent = attempt(() => run(put(input, text)));
    if (!(sent instanceof Error)) return sent;
  }
  return undefined;
}

function failure(error: Error): string[] {
  if (error instanceof SecretInData) return ['a mapping gives a secret.'];
  return isAppError(error) ? [] : [`it fails without a reason: ${error.message}`];
}

const SAYS: Readonly<Record<keyof SentShape, string>> = {
  host: 'the request goes to another host.',
  depth: 'the path has another depth.',
  asWritten: 'the path is read otherwise than it was written.',
  headers: 'the request has other headers.',
  members: 'the request has another number of parameters.',
  secrets: 'a secret stands in another place.',
};

const KEYS = ['host', 'depth', 'asWritten', 'headers', 'members', 'secrets'] as const;

function differences(usual: Sent, sent: Sent): string[] {
  return [...sent].flatMap(([key, shape]) => {
    const known = usual.get(key);
    if (known === undefined) return [];
    return KEYS.flatMap((name) => (known[name] === shape[name] ? [] : [SAYS[name]]));
  });
}

function attempt<T>(make: () => T): T | Error {
  try {
    return make();
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}

/** The case that leads furthest. */
function longestOf(cases: readonly ConnectorCase[]): ConnectorCase | undefined {
  const good = cases.filter(({ output, again }) => output !== undefined && again !== true);
  const byLength = [...good].sort((a, b) => (b.calls?.length ?? 0) - (a.calls?.length ?? 0));
  return byLength[0];
}

function answersOf(one: ConnectorCase | undefined): TrialCall['answers'] {
  return (one?.calls ?? []).flatMap(({ answer }) =>
    answer === undefined ? [] : [answerOfCase(answer)],
  );
}

/** An account as a case has it, or one that is made up. */
function accounts(
  manifest: Manifest,
  needs: readonly string[] | undefined,
  one: ConnectorCase | undefined,
): { account: Account; secrets: string[] } {
  const id = one?.auth ?? needs?.[0] ?? Object.keys(manifest.auth)[0];
  const auth = manifest.auth[id ?? ''];
  const fields = [...(manifest.connection ?? []), ...(auth?.fields ?? [])];
  const asked = fields.filter(({ required }) => required === true);
  const made = Object.fromEntries(asked.map((field) => [field.key, madeUp(field)]));
  const facts = Object.keys(auth?.facts ?? {}).map((name): [string, JsonValue] => [
    name,
    'made-up',
  ]);
  const account = openAccount(manifest, {
    name: 'An account',
    auth: id,
    values: one?.connection ?? made,
    facts: one?.facts ?? Object.fromEntries(facts),
    tokens: { token: 'made-up-token', hook_secret: 'made-up-hook-secret' },
  });
  const names = [...account.secretNames];
  const secrets = names.flatMap((name) => account.texts[name] ?? []);
  return { account, secrets: secrets.filter((secret) => secret.length >= 6) };
}

function madeUp(field: Field): string {
  const { type, default: preset, example, placeholder, hosts = [] } = field;
  if (typeof preset === 'string') return preset;
  if (typeof example === 'string') return example;
  const [choice] = fixedChoices(field);
  if (choice !== undefined) return choice.value;
  if (type === 'url') return `https://${hosts[0]?.replace('*', 'made-up') ?? 'app.example'}`;
  return placeholder?.replaceAll('…', 'x') ?? `made-up-${field.key}`;
}
