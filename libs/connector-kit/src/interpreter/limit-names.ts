import type {
  Auth,
  ConnectorAction,
  ConnectorRequest,
  ConnectorTrigger,
  Manifest,
  Register,
} from '@millrace/model';

/** The limits that hold for a request: those it names, and those that no request of the manifest names. */
export interface HoldingLimits {
  named: readonly string[];
  general: readonly string[];
}

export function limitsOf(manifest: Manifest, request: ConnectorRequest): HoldingLimits {
  const own = request.limit ?? manifest.defaults?.limit;
  const limits = Object.keys(manifest.limits ?? {});
  if (limits.length === 0) return NONE;
  const taken = namedLimits(manifest);
  return { named: own?.use ?? [], general: limits.filter((id) => !taken.has(id)) };
}

const NONE: HoldingLimits = { named: [], general: [] };

/** Manifests do not change: each is gone through once. */
const names = new WeakMap<Manifest, ReadonlySet<string>>();

/** The limits that some request names. */
export function namedLimits(manifest: Manifest): ReadonlySet<string> {
  const known = names.get(manifest);
  if (known !== undefined) return known;
  const found = new Set(
    [manifest.defaults ?? {}, ...requestsOf(manifest)].flatMap(({ limit }) => limit?.use ?? []),
  );
  names.set(manifest, found);
  return found;
}

/** The limits of a manifest that hold for requests of a part of it, as they do in the whole. */
export function limitsOfPart(whole: Manifest, part: Manifest): Manifest['limits'] {
  const elsewhere = namedLimits(whole);
  const own = namedLimits(part);
  const kept = Object.entries(whole.limits ?? {}).filter(
    ([id]) => own.has(id) || !elsewhere.has(id),
  );
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/** Every request of a manifest. */
export function requestsOf(manifest: Manifest): ConnectorRequest[] {
  return [
    ...Object.values(manifest.auth).flatMap(requestsOfAuth),
    ...Object.values(manifest.lists ?? {}).map(({ request }) => request),
    ...Object.values(manifest.shapes ?? {}).map(({ request }) => request),
    ...Object.values(manifest.actions ?? {}).flatMap(requestsOfAction),
    ...Object.values(manifest.triggers ?? {}).flatMap(requestsOfTrigger),
  ];
}

function requestsOfAuth(auth: Auth): ConnectorRequest[] {
  const facts = Object.values(auth.facts ?? {});
  return [
    ...(auth.test === undefined ? [] : [auth.test]),
    ...facts.flatMap((fact) => ('request' in fact ? [fact.request] : [])),
    ...(auth.kind === 'session' ? [auth.login] : []),
    ...(auth.kind === 'oauth2' && auth.revoke !== undefined ? [auth.revoke] : []),
  ];
}

function requestsOfAction({ request, steps = [], repeat }: ConnectorAction): ConnectorRequest[] {
  return [
    ...(request === undefined ? [] : [request]),
    ...steps,
    ...(repeat.by === 'check' ? [repeat.request] : []),
  ];
}

function requestsOfTrigger({ webhook, poll }: ConnectorTrigger): ConnectorRequest[] {
  const { register, then } = webhook ?? {};
  return [
    ...(register === undefined ? [] : requestsOfRegister(register)),
    ...(then === undefined || then === 'poll' ? [] : then.steps),
    ...(poll?.steps ?? []),
  ];
}

function requestsOfRegister({
  subscribe,
  renew,
  check,
  unsubscribe,
}: Register): ConnectorRequest[] {
  const { steps = [], repair = [] } = check ?? {};
  return [...subscribe, ...(renew?.steps ?? []), ...steps, ...repair, ...unsubscribe];
}
