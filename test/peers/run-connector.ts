import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type Field, type JsonObject, type JsonValue } from '@millrace/model';
import type { ConnectorFolder } from '@millrace/connectors/testing';
import {
  accountOf,
  answersOf,
  byPath,
  caseOf,
  sequence,
  tokenPaths,
  tokenScript,
} from './cases.ts';
import { differences } from './compare.ts';
import type { MillraceSide } from './millrace-side.ts';
import type { Street, WireAnswer, WireRequest } from './street.ts';
import type { AccountOf, Peer, PeerAction, Vendor } from './vendor.ts';

/** How an action fared with a peer; without faults it is proven. */
export interface Finding {
  action: string;
  peer: string;
  version: string;
  faults: string[];
}

interface Scene {
  folder: ConnectorFolder;
  street: Street;
  millrace: MillraceSide;
  vendor: Vendor;
  peer: Peer;
  at: number;
}

/** Runs every action that a connector's peers know. */
export async function runConnector(
  scene: Pick<Scene, 'folder' | 'street' | 'millrace' | 'vendor'>,
): Promise<Finding[]> {
  const peers = await scene.vendor.ask<Peer[]>('describe');
  const findings: Finding[] = [];
  for (const [at, peer] of peers.entries()) {
    const own = { ...scene, peer, at };
    const connections = new Map<string, Promise<string | undefined>>();
    const started = peer.isServer ? await startServer(own) : {};
    for (const action of peer.actions) {
      const faults = await (
        peer.isServer
          ? meetServer(own, action, started, connections)
          : meetSdk(own, action, connections)
      ).catch((error: unknown) => [error instanceof Error ? error.message : String(error)]);
      const { peer: name, version } = peer;
      findings.push({ action: action.action, peer: name, version, faults });
    }
  }
  return findings;
}

type Connections = Map<string, Promise<string | undefined>>;

async function startServer({ vendor, at, street }: Scene): Promise<Record<string, string>> {
  street.play(() => undefined);
  const { routes, values } = await vendor.ask<{
    routes: Record<string, string>;
    values: Record<string, string>;
  }>('start', { peer: at });
  street.lead(routes);
  return values;
}

/** A server that somebody else wrote takes the call, and holds afterwards what it should. */
async function meetServer(
  { folder, street, millrace, vendor, peer, at }: Scene,
  { action, account: own }: PeerAction,
  values: Record<string, string>,
  connections: Connections,
): Promise<string[]> {
  const { manifest } = folder;
  const account = { ...peer.account, ...own };
  const all = { ...account, values: { ...values, ...account.values } };
  const connection = await connected(
    connections,
    all,
    async () => {
      street.play(scriptOf(manifest, {}, all, () => undefined));
      return millrace.connect(accountOf(manifest, {}, all));
    },
    manifest.auth,
  );
  const input = await vendor.ask<JsonObject>('prepare', { peer: at, action });
  street.play(scriptOf(manifest, {}, all, () => undefined));
  const fixed = fixedFields(manifest.actions?.[action]?.input ?? []);
  const output = await millrace.run({
    action: `${manifest.id}.${action}`,
    connection,
    input,
    fixed,
  });
  const requests = [...street.requests];
  await vendor.ask('check', { peer: at, action, input, output, requests });
  return [];
}

/** The vendor's SDK makes the same call, and reads the answer. */
async function meetSdk(
  { folder, street, millrace, vendor, peer, at }: Scene,
  one: PeerAction,
  connections: Connections,
): Promise<string[]> {
  const { manifest } = folder;
  const { action, differs, account: own } = one;
  const example = caseOf(folder, one);
  const account = { ...peer.account, ...own };
  const { input = {}, facts = {} } = example;
  const withFacts = { ...account, facts, case: [example.auth, example.connection] };
  street.lead({});
  const connection = await connected(
    connections,
    withFacts,
    async () => {
      street.play(scriptOf(manifest, facts, account, connecting(folder, account)));
      return millrace.connect(accountOf(manifest, example, account));
    },
    manifest.auth,
  );
  const answers = one.answers ?? answersOf(example);
  const isAside = asideOf(folder, peer);
  const record = async (given: typeof answers, call: () => Promise<JsonValue | undefined>) => {
    const next = sequence(given);
    const aside = byPath(account.answers ?? {});
    street.play(
      scriptOf(manifest, facts, account, (request) =>
        isAside(request) ? aside(request) : next(request),
      ),
    );
    const result = await call();
    return { result, requests: street.requests.filter((request) => !isAside(request)) };
  };
  const fixed = fixedFields(manifest.actions?.[action]?.input ?? []);
  const ours = await record(answers, () =>
    millrace.run({ action: `${manifest.id}.${action}`, connection, input, fixed }),
  );
  const { values } = accountOf(manifest, example, account);
  const theirs = await record(one.sdkAnswers ?? answers, async () => {
    await vendor.ask('call', { peer: at, action, input, connection: values, facts });
    return undefined;
  });
  return [
    ...(await differences(
      ours.requests,
      theirs.requests,
      { ...peer.differs, ...differs },
      peer.spellings,
    )),
    ...outputFaults(ours.result ?? null, example.output ?? null),
  ];
}

function connected(
  connections: Connections,
  account: object,
  connect: () => Promise<string>,
  auth: Readonly<Record<string, { kind: string }>>,
): Promise<string | undefined> {
  const needsNone = Object.values(auth).every(({ kind }) => kind === 'none');
  const key = JSON.stringify(account);
  const known = connections.get(key) ?? (needsNone ? Promise.resolve(undefined) : connect());
  connections.set(key, known);
  return known;
}

/** What a person chooses while building the flow: other fields may be shown by it. */
function fixedFields(fields: readonly Field[]): string[] {
  const asked = fields.flatMap(({ show_when: condition }) => [
    ...JSON.stringify(condition ?? {}).matchAll(/"\$\.(\w+)/g),
  ]);
  const keys = new Set(asked.map(([, key]) => key));
  return fields
    .filter(
      ({ key, type, constant }) =>
        type === 'choice' || type === 'boolean' || constant === true || keys.has(key),
    )
    .map(({ key }) => key);
}

type Script = (request: WireRequest) => WireAnswer | undefined;

function scriptOf(
  manifest: ConnectorFolder['manifest'],
  facts: JsonObject,
  account: AccountOf,
  rest: Script,
): Script {
  const token = tokenScript(manifest, facts, account);
  return (request) => token(request) ?? rest(request);
}

/** While an account is connected: what the peer says, then the connector's own cases of trying it. */
function connecting({ cases }: ConnectorFolder, account: AccountOf): Script {
  const own = byPath(account.answers ?? {});
  const trials = cases.filter((one) => one.test === true && one.output !== undefined);
  return (request) => {
    const trial = trials.find(({ calls = [] }) =>
      calls.some(
        ({ sent }) => sent.method === request.method && request.path.startsWith(pathOf(sent.url)),
      ),
    );
    return own(request) ?? (trial === undefined ? undefined : sequence(answersOf(trial))(request));
  };
}

function pathOf(url: string): string {
  return /^https?:\/\/[^/]+([^?]*)/.exec(url)?.[1] ?? '/';
}

/** Signing in is no part of an action, and an SDK may look around before it. */
function asideOf(
  { manifest }: ConnectorFolder,
  { ignores }: Peer,
): (request: WireRequest) => boolean {
  const tokens = tokenPaths(manifest);
  const patterns = ignores.map((one) => new RegExp(one));
  return ({ host, path }) =>
    tokens.some((one) => one.test(path)) || patterns.some((one) => one.test(host + path));
}

function outputFaults(output: JsonValue, wanted: JsonValue): string[] {
  const [a, b] = [withoutHandles(output), withoutHandles(wanted)];
  return isDeepStrictEqual(a, b)
    ? []
    : [`the output is ${JSON.stringify(a)}, the case has ${JSON.stringify(b)}`];
}

/** Handles of files are made anew each time. */
function withoutHandles(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutHandles);
  if (!isJsonObject(value)) return value;
  const isHandle = typeof value['file'] === 'string' && typeof value['bytes'] === 'number';
  const members = Object.entries(value).filter(([key]) => !isHandle || key !== 'file');
  return Object.fromEntries(members.map(([key, member]) => [key, withoutHandles(member)]));
}
