import { Anchor, Group, Text } from '@mantine/core';
import type { Connection } from '@millrace/model';
import { Link } from '@tanstack/react-router';

const SHOWN = 2;

/** The flows that name a connection. */
export function UsedBy({ flows }: { flows: Connection['used_by'] }) {
  if (flows.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        No flow
      </Text>
    );
  }
  const rest = flows.length - SHOWN;
  return (
    <Group gap="xs">
      {flows.slice(0, SHOWN).map((flow) => (
        <Anchor
          key={flow.id}
          size="sm"
          renderRoot={(props) => (
            <Link {...props} to="/flows/$flowId" params={{ flowId: flow.id }} />
          )}
        >
          {flow.name}
        </Anchor>
      ))}
      {rest > 0 ? (
        <Text size="sm" c="dimmed">
          and {rest} more
        </Text>
      ) : null}
    </Group>
  );
}
