import type { Connection, ConnectorInfo, TriggerInfo, WebhookTrigger } from '@millrace/model';
import { kindOf } from '../../../ui/connection-form/kinds.ts';
import { findTrigger, type Catalogue } from '../graph/catalogue.ts';

const DEDUPE = { by: 'preset', window: '30d' } as const;

/** The trigger for another source: its signature and its rule for duplicates come with it. */
export function withSource(
  trigger: WebhookTrigger,
  source: string | undefined,
  catalogue: Catalogue,
  connections: readonly Connection[],
): WebhookTrigger {
  const { accept, reply } = trigger;
  const base: WebhookTrigger = {
    kind: 'webhook',
    ...(accept === undefined ? {} : { accept }),
    ...(reply === undefined ? {} : { reply }),
  };
  const known = findTrigger(catalogue, source);
  if (source === undefined) return base;
  if (known === undefined) return { ...base, source };
  const { connector, trigger: manifest } = known;
  const fitting = connections.filter((connection) => connection.connector === connector.id);
  const only = fitting.length === 1 ? fitting[0] : undefined;
  if (manifest.registers === true && only !== undefined && canCall(connector, only)) {
    return withAccount({ ...base, source }, manifest, only.name);
  }
  if (manifest.preset === undefined) return { ...base, source };
  if (manifest.secretField === undefined || only === undefined)
    return { ...base, source, dedupe: DEDUPE };
  const secret = { connection: only.name, field: manifest.secretField };
  return { ...base, source, verify: { preset: manifest.preset, secret }, dedupe: DEDUPE };
}

/** The trigger set up with an account: signed by what the set-up makes, or what a field of it holds. */
export function withAccount(
  trigger: WebhookTrigger,
  { preset, secretField, ownSecret }: TriggerInfo,
  name: string,
): WebhookTrigger {
  const base = { ...trigger, connection: name, verify: undefined };
  if (preset === undefined) return base;
  const signed = { ...base, dedupe: trigger.dedupe ?? DEDUPE };
  if (ownSecret === true || secretField === undefined) return signed;
  return { ...signed, verify: { preset, secret: { connection: name, field: secretField } } };
}

/** Without credentials an application makes webhooks for nobody. */
function canCall(connector: ConnectorInfo, { auth }: Connection): boolean {
  return kindOf(connector, auth).kind !== 'none';
}
