import { Select } from '@mantine/core';
import type { Connection, Trigger, WebhookTrigger } from '@millrace/model';
import { useEditor } from '../editor-context.ts';
import { findTrigger, type Catalogue } from '../graph/catalogue.ts';

const ANY = 'any';

interface SourceSelectProps {
  trigger: WebhookTrigger;
  onChange: (trigger: Trigger) => void;
}

/** Which application the requests come from: gives samples, the signature and what is a duplicate. */
export function SourceSelect({ trigger, onChange }: SourceSelectProps) {
  const { catalogue, connections } = useEditor();
  const groups = catalogue
    .filter((connector) => connector.triggers.length > 0)
    .map((connector) => ({
      group: connector.name,
      items: connector.triggers.map(({ id, label }) => ({
        value: `${connector.id}.${id}`,
        label: `${connector.name}: ${label}`,
      })),
    }));
  const value = trigger.source ?? ANY;
  const isGone =
    trigger.source !== undefined && findTrigger(catalogue, trigger.source) === undefined;
  return (
    <Select
      label="Where it comes from"
      description="Gives the sample data and knows how the application signs its requests."
      searchable
      allowDeselect={false}
      data={[
        { group: 'Any', items: [{ value: ANY, label: 'Any application' }] },
        ...groups,
        ...(isGone ? [{ group: 'Not there', items: [{ value, label: value }] }] : []),
      ]}
      value={value}
      onChange={(next) =>
        onChange(
          withSource(
            trigger,
            next === ANY ? undefined : (next ?? undefined),
            catalogue,
            connections ?? [],
          ),
        )
      }
    />
  );
}

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
