import {
  useOf,
  type Auth,
  type ConnectorAction,
  type ConnectorTrigger,
  type Fault,
  type Field,
  type Manifest,
} from '@millrace/model';
import { compilePattern } from '@millrace/mapping';
import { signFault } from '../sign/sign.ts';
import { MOST_SLICE_BYTES, sliceOf } from '../slices/slice.ts';
import { checkInput } from '../input.ts';
import { ownMember } from '../own-member.ts';
import { secretTextNames } from './authorise.ts';
import { withKitFields } from './describe.ts';
import { lintIcon } from './lint-icon.ts';
import { lintCredentials } from './lint-credentials.ts';
import {
  fault,
  lintCondition,
  lintMapping,
  lintPath,
  messageOf,
  seeing,
  type Place,
  type Scope,
} from './lint-reads.ts';
import { lintEffects } from './lint-effects.ts';
import { lintHosts } from './lint-hosts.ts';
import { lintSecrets } from './lint-secrets.ts';
import { lintUses } from './lint-uses.ts';
import { lintLimits } from './lint-limits.ts';
import { REGISTER_PHASES, stepsOf } from './register-plan.ts';
import { lintAnswers, lintPlaces, lintRequest, lintSecretText, lintSteps } from './lint-request.ts';

/**
 * What the schema of a manifest cannot say: names that stand for nothing, paths that see nothing, secrets
 * outside of secret texts, samples that do not fit. Each with the JSON pointer of its place.
 */
export function lintManifest(document: Manifest): Fault[] {
  const manifest = withKitFields(document);
  const base = scopeOf(manifest);
  const after = seeing(base, 'answer');
  return [
    ...lintSecrets(manifest),
    ...lintHosts(manifest),
    ...lintEffects(manifest),
    ...lintUses(manifest),
    ...Object.entries(manifest.auth).flatMap(([id, auth]) =>
      lintAuth(manifest, auth, base, ['auth', id]),
    ),
    ...lintAnswers(manifest.answers, { ...after, input: undefined }, ['answers']),
    ...lintLimits(manifest, base),
    ...Object.entries(manifest.lists ?? {}).flatMap(([id, list]) =>
      lintList(manifest, list, base, ['lists', id]),
    ),
    ...Object.entries(manifest.shapes ?? {}).flatMap(([id, shape]) =>
      lintShape(manifest, shape, base, ['shapes', id]),
    ),
    ...Object.entries(manifest.actions ?? {}).flatMap(([id, action]) =>
      lintAction(manifest, action, base, ['actions', id]),
    ),
    ...Object.entries(manifest.triggers ?? {}).flatMap(([id, trigger]) =>
      lintTrigger(manifest, trigger, base, ['triggers', id]),
    ),
    ...lintSlices(manifest),
    ...lintUpgrades(manifest),
    ...lintIcon(document.icon),
    ...lintCredentials(document),
  ];
}

/** A published flow keeps a slice of each action and trigger it uses. */
function lintSlices(manifest: Manifest): Fault[] {
  return (['action', 'trigger'] as const).flatMap((kind) =>
    Object.keys(manifest[`${kind}s`] ?? {}).flatMap((id) => {
      const bytes = Buffer.byteLength(JSON.stringify(sliceOf(manifest, kind, id) ?? ''));
      if (bytes <= MOST_SLICE_BYTES) return [];
      const limit = `${MOST_SLICE_BYTES / 1024} kB`;
      const message = `With what it refers to it is ${Math.ceil(bytes / 1024)} kB, more than ${limit}.`;
      return [fault([`${kind}s`, id], message)];
    }),
  );
}

/** An upgrade is of an action that is there, or that became one which is. */
function lintUpgrades({ version, actions = {}, upgrades = [] }: Manifest): Fault[] {
  return upgrades.flatMap(({ to, id, becomes = id }, index) => {
    const place = ['upgrades', index];
    const isLater = upgrades.some((one) => one.id === becomes && one.to > to);
    return [
      ...(to > version ? [fault([...place, 'to'], `The connector is of version ${version}.`)] : []),
      ...(Object.hasOwn(actions, becomes) || isLater
        ? []
        : [fault([...place, 'becomes'], `There is no action "${becomes}".`)]),
    ];
  });
}

/** What everything sees: the input, and of the connection what is no secret. */
function scopeOf(manifest: Manifest): Scope {
  const auths = Object.values(manifest.auth);
  const fields = [...(manifest.connection ?? []), ...auths.flatMap(({ fields: own = [] }) => own)];
  const open = fields.filter(({ type }) => type !== 'secret').map(({ key }) => key);
  const facts = auths.flatMap((auth) => Object.keys(auth.facts ?? {}));
  return {
    names: new Set(['input', 'connection', 'steps', 'call']),
    input: undefined,
    connection: new Set([...open, ...facts]),
    steps: new Set(),
  };
}

function lintAuth(manifest: Manifest, auth: Auth, base: Scope, place: Place): Fault[] {
  const names = secretTextNames(manifest);
  const text = (value: string | undefined, ...at: string[]): Fault[] =>
    value === undefined ? [] : lintSecretText(value, names, [...place, ...at]);
  const { says, ...test } = auth.test ?? {};
  return [
    ...(auth.test === undefined ? [] : lintRequest(manifest, test, base, [...place, 'test'])),
    ...lintMapping(says, seeing(base, 'answer'), [...place, 'test', 'says']),
    ...lintPlaces(manifest, auth.place, base, [...place, 'place']),
    ...lintFacts(manifest, auth, base, [...place, 'facts']),
    ...lintFields(manifest, auth.fields ?? [], [...place, 'fields']),
    ...text(auth.client_cert?.cert, 'client_cert', 'cert'),
    ...text(auth.client_cert?.key, 'client_cert', 'key'),
    ...('user' in auth ? [...text(auth.user, 'user'), ...text(auth.password, 'password')] : []),
    ...(auth.kind === 'bearer' ? text(auth.token, 'token') : []),
    ...(auth.kind === 'oauth2'
      ? [
          ...text(auth.token.url, 'token', 'url'),
          ...text(auth.authorize?.url, 'authorize', 'url'),
          ...Object.entries({ ...auth.authorize?.params, ...auth.token.params }).flatMap(
            ([name, value]) => text(value, 'token', 'params', name),
          ),
        ]
      : []),
    ...(auth.kind === 'session'
      ? lintRequest(manifest, auth.login, base, [...place, 'login'])
      : []),
    ...(auth.kind === 'sign' ? lintSigner(auth, names, [...place, 'with']) : []),
  ];
}

function lintSigner(
  { scheme, with: given }: Extract<Auth, { kind: 'sign' }>,
  names: ReadonlySet<string>,
  place: Place,
): Fault[] {
  const members = [...Object.keys(given), ...(scheme === 'aws4' ? ['service'] : [])];
  const wrong = signFault(scheme, members);
  return [
    ...(wrong === undefined ? [] : [fault(place, `${wrong}.`)]),
    ...Object.entries(given).flatMap(([name, value]) => [
      ...lintSecretText(name, names, [...place, name]),
      ...lintSecretText(value, names, [...place, name]),
    ]),
  ];
}

function lintFacts(manifest: Manifest, auth: Auth, base: Scope, place: Place): Fault[] {
  return Object.entries(auth.facts ?? {}).flatMap(([name, fact]) => {
    const at = [...place, name];
    if ('request' in fact) {
      const seen = seeing(base, 'answer', 'item');
      return [
        ...lintRequest(manifest, fact.request, base, at),
        ...lintMapping(fact.value, seen, [...at, 'value']),
      ];
    }
    return 'field' in fact ? lintPattern(fact.match, [...at, 'match']) : [];
  });
}

function lintPattern(pattern: string | undefined, place: Place): Fault[] {
  if (pattern === undefined) return [];
  try {
    compilePattern(pattern);
    return [];
  } catch (error) {
    return [fault(place, messageOf(error))];
  }
}

function lintList(
  manifest: Manifest,
  list: NonNullable<Manifest['lists']>[string],
  base: Scope,
  place: Place,
): Fault[] {
  const item = seeing(base, 'item');
  return [
    ...lintRequest(manifest, list.request, seeing(base, 'search'), [...place, 'request']),
    ...lintPath(list.items, seeing(base, 'answer'), [...place, 'items']),
    ...(['value', 'label', 'note', 'group'] as const).flatMap((name) =>
      lintMapping(list[name], item, [...place, name]),
    ),
  ];
}

function lintShape(
  manifest: Manifest,
  { request, items, where, field }: NonNullable<Manifest['shapes']>[string],
  base: Scope,
  place: Place,
): Fault[] {
  const item = seeing(base, 'item');
  const mappings = Object.entries(field ?? {}).filter(([name]) => name !== 'choices');
  return [
    ...lintRequest(manifest, request, base, [...place, 'request']),
    ...lintPath(items, seeing(base, 'answer'), [...place, 'items']),
    ...lintCondition(where, item, [...place, 'where']),
    ...mappings.flatMap(([name, mapping]) => lintMapping(mapping, item, [...place, 'field', name])),
  ];
}

/** Lists and shapes that fields use, and the patterns of fields. */
function lintFields(manifest: Manifest, fields: readonly Field[], place: Place): Fault[] {
  return fields.flatMap((field, index) => {
    const at = [...place, index];
    const use = useOf(field);
    const list = use?.list !== undefined && ownMember(manifest.lists, use.list) === undefined;
    const shape = use?.shape !== undefined && ownMember(manifest.shapes, use.shape) === undefined;
    const inner = [
      ...(Array.isArray(field.fields) ? field.fields : []),
      ...(field.items === undefined ? [] : [field.items]),
      ...Object.values(field.options ?? {}),
    ];
    return [
      ...(list ? [fault(at, `There is no list "${use.list ?? ''}".`)] : []),
      ...(shape ? [fault(at, `There is no shape "${use.shape ?? ''}".`)] : []),
      ...lintPattern(field.pattern, [...at, 'pattern']),
      ...lintFields(manifest, inner, at),
    ];
  });
}

function lintAction(
  manifest: Manifest,
  action: ConnectorAction,
  base: Scope,
  place: Place,
): Fault[] {
  const scope = { ...base, input: new Set(action.input.map(({ key }) => key)) };
  const { request, steps = [], repeat, output } = action;
  const ids = new Set(steps.map(({ id }) => id));
  const end = seeing({ ...scope, steps: ids }, 'answer');
  const both = request !== undefined && steps.length > 0;
  return [
    ...(both ? [fault(place, 'An action has one request or steps, not both.')] : []),
    ...lintFields(manifest, action.input, [...place, 'input']),
    ...(request === undefined ? [] : lintRequest(manifest, request, scope, [...place, 'request'])),
    ...lintSteps(manifest, steps, scope, [...place, 'steps']),
    ...lintAnswers(action.answers, end, [...place, 'answers']),
    ...lintMapping(output.value, end, [...place, 'output', 'value']),
    ...(output.drop ?? []).flatMap((path, index) =>
      lintPath(path, undefined, [...place, 'output', 'drop', index]),
    ),
    ...(repeat.by === 'check'
      ? lintRequest(manifest, repeat.request, scope, [...place, 'repeat', 'request'])
      : []),
    ...lintNeeds(manifest, action, [...place, 'needs']),
    ...lintSample(action, [...place, 'sample', 'input']),
  ];
}

function lintSample({ input, sample }: ConnectorAction, place: Place): Fault[] {
  try {
    return checkInput(input, sample.input).map(({ path, message }) =>
      fault(place, `${path}: ${message}`),
    );
  } catch (error) {
    // A pattern that cannot be compiled.
    return [fault(place, messageOf(error))];
  }
}

function lintNeeds({ auth }: Manifest, { needs }: ConnectorAction, place: Place): Fault[] {
  const unknown = (needs?.auth ?? []).filter((id) => !Object.hasOwn(auth, id));
  return unknown.map((id) => fault([...place, 'auth'], `There is no sign-in "${id}".`));
}

function lintTrigger(
  manifest: Manifest,
  trigger: ConnectorTrigger,
  base: Scope,
  place: Place,
): Fault[] {
  const input = new Set((trigger.input ?? []).map(({ key }) => key));
  const scope = seeing({ ...base, input }, 'hook', 'kept');
  const { register } = trigger.webhook ?? {};
  const at = [...place, 'webhook', 'register'];
  const made = new Set((register?.subscribe ?? []).map(({ id }) => id));
  const { check } = register ?? {};
  const looked = new Set((check?.steps ?? []).map(({ id }) => id));
  return [
    ...lintFields(manifest, trigger.input ?? [], [...place, 'input']),
    ...REGISTER_PHASES.flatMap((phase) =>
      lintSteps(manifest, (register && stepsOf(register, phase)) ?? [], scope, [...at, phase]),
    ),
    ...lintCondition(check?.alive, seeing({ ...scope, steps: looked }, 'answer'), [
      ...[...at, 'check', 'alive'],
    ]),
    ...lintMapping(register?.expires, seeing({ ...scope, steps: made }, 'answer'), [
      ...[...at, 'expires'],
    ]),
    ...Object.entries(register?.keep ?? {}).flatMap(([name, mapping]) =>
      lintMapping(mapping, seeing({ ...scope, steps: made }, 'answer'), [...at, 'keep', name]),
    ),
  ];
}
