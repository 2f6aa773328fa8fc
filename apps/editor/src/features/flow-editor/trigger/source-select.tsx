import { Select } from '@mantine/core';
import type { Trigger, WebhookTrigger } from '@millrace/model';
import { useEditor } from '../editor-context.ts';
import { findTrigger } from '../graph/catalogue.ts';
import { withSource } from './with-source.ts';

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
