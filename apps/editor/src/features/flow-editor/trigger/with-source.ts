import type { Connection, WebhookTrigger } from '@millrace/model';
import { findTrigger, type Catalogue } from '../graph/catalogue.ts';

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
  const dedupe = { by: 'preset', window: '30d' } as const;
  const fitting = connections.filter((connection) => connection.connector === connector.id);
  const only = fitting.length === 1 ? fitting[0] : undefined;
  if (manifest.preset === undefined) return { ...base, source };
  if (manifest.secretField === undefined || only === undefined) return { ...base, source, dedupe };
  const secret = { connection: only.name, field: manifest.secretField };
  return { ...base, source, verify: { preset: manifest.preset, secret }, dedupe };
}
