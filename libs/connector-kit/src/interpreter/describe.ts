import {
  type ActionInfo,
  type Auth,
  type AuthInfo,
  type ConnectorInfo,
  type Field,
  type Manifest,
  type TriggerInfo,
} from '@millrace/model';
import { TRUST_FIELDS } from '../http/trust.ts';
import { whoseSecret } from './register-plan.ts';

const BASE_URL: Field = {
  key: 'base_url',
  label: 'Base URL',
  type: 'url',
  advanced: true,
  help: 'Only for a proxy or a test server; otherwise it follows from the account.',
  placeholder: 'https://proxy.example.com',
};

/**
 * The manifest with the fields that the kit adds to connections: a base address where the connector
 * knows the usual one, and certificates to trust where the account names a server of its own.
 */
export function withKitFields(manifest: Manifest): Manifest {
  const own = manifest.connection ?? [];
  const has = (key: string): boolean => own.some((field) => field.key === key);
  const servers = Object.values(manifest.servers ?? {});
  const api = manifest.servers?.['api'];
  const takesBase = api !== undefined && !/^\{\w+\}/.test(api) && !has('base_url');
  const ownServer = servers.some((text) => /^\{\w+\}/.test(text));
  const takesTrust = ownServer && !has('ca');
  const added = [...(takesBase ? [BASE_URL] : []), ...(takesTrust ? TRUST_FIELDS : [])];
  return added.length === 0 ? manifest : { ...manifest, connection: [...own, ...added] };
}

/** What the API and the editor see of a connector: nothing of its requests. */
export function describeManifest(manifest: Manifest): ConnectorInfo {
  const { id, version, name, description, color, categories, website, docs } = manifest;
  const auths = Object.entries(manifest.auth);
  const kinds = auths.map(([authId, auth]) => authInfo(authId, auth));
  return {
    ...{ id, version, name, description, color, categories, website, docs },
    icon:
      typeof manifest.icon === 'string' ? manifest.icon : letterIcon(manifest.icon.letters, color),
    connection: manifest.connection ?? [],
    auth: kinds,
    testable: kinds.some(({ testable }) => testable),
    connectionRequired: auths.every(([, { kind }]) => kind !== 'none'),
    actions: Object.entries(manifest.actions ?? {}).map(([key, action]) => actionInfo(key, action)),
    triggers: Object.entries(manifest.triggers ?? {}).flatMap(([key, trigger]) =>
      trigger.webhook === undefined ? [] : [triggerInfo(key, trigger, trigger.webhook)],
    ),
  };
}

function authInfo(id: string, auth: Auth): AuthInfo {
  const { label, kind, help, fields = [], test } = auth;
  const told = help === undefined ? {} : { help };
  const signs = auth.kind === 'oauth2' && auth.grant === 'code' ? { signsIn: true } : {};
  return { id, label, kind, ...told, ...signs, fields: [...fields], testable: test !== undefined };
}

type Written<K extends 'actions' | 'triggers'> = NonNullable<Manifest[K]>[string];

function actionInfo(id: string, action: Written<'actions'>): ActionInfo {
  const { label, description, group, search, risk, deprecated, input, output, sample } = action;
  return {
    ...{ id, label, description, risk, input, sample },
    ...(group === undefined ? {} : { group }),
    ...(search === undefined ? {} : { search }),
    ...(deprecated === undefined ? {} : { deprecated: deprecated.why }),
    repeatable: action.repeat.by !== 'none' && action.repeat.by !== 'check',
    output: output.fields ?? [],
  };
}

function triggerInfo(
  id: string,
  { label, description, group, samples, input = [] }: Written<'triggers'>,
  { preset, secret, manual, register }: NonNullable<Written<'triggers'>['webhook']>,
): TriggerInfo {
  const field = typeof secret === 'object' ? secret.field : undefined;
  return {
    ...{ id, label, description, samples, setup: manual.replaceAll('{label}', label) },
    ...(group === undefined ? {} : { group }),
    ...(preset === 'none' ? {} : { preset }),
    ...(field === undefined ? {} : { secretField: field }),
    registers: register !== undefined,
    ...(register !== undefined && whoseSecret(secret, register) !== undefined
      ? { ownSecret: true }
      : {}),
    ...(register === undefined || input.length === 0 ? {} : { input }),
  };
}

/** The letters of a connector without a drawing, on its colour, as paths of rectangles need no font. */
function letterIcon(letters: string, color: string): string {
  const bars = Array.from(letters)
    .slice(0, 2)
    .map((letter, at) => barOf(letter, at, letters.length));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="${color}"/>${bars.join('')}</svg>`;
}

function barOf(letter: string, at: number, count: number): string {
  const height = 8 + ((letter.codePointAt(0) ?? 0) % 9);
  const x = count === 1 ? 13 : 8 + at * 10;
  return `<rect x="${x}" y="${24 - height}" width="6" height="${height}" rx="2" fill="#fff"/>`;
}
