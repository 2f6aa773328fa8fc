import { Anchor, Group, Modal, Stack, Text, UnstyledButton } from '@mantine/core';
import type { ConnectorInfo } from '@millrace/model';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { connectionsQuery, createConnection } from '../../api/connections.ts';
import { connectorsQuery } from '../../api/connectors.ts';
import { ConnectorIcon } from '../../ui/connector-icon.tsx';
import { QueryState } from '../../ui/query-state.tsx';
import { ConnectionForm } from '../../ui/connection-form/connection-form.tsx';
import { freeName } from '../../ui/connection-form/free-name.ts';
import classes from './connections.module.css';

/** First the connector, then the form its manifest describes. */
export function NewConnectionModal({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="New connection">
      <NewConnection onDone={onClose} />
    </Modal>
  );
}

function NewConnection({ onDone }: { onDone: () => void }) {
  const connectors = useQuery(connectorsQuery);
  const [chosen, setChosen] = useState<ConnectorInfo>();
  if (chosen !== undefined) {
    return (
      <Stack>
        <Group gap="sm">
          <ConnectorIcon connector={chosen} size={28} />
          <Text fw={600}>{chosen.name}</Text>
          <Anchor component="button" type="button" size="sm" onClick={() => setChosen(undefined)}>
            Choose another
          </Anchor>
        </Group>
        <CreateForm connector={chosen} onDone={onDone} />
      </Stack>
    );
  }
  return (
    <QueryState query={connectors}>
      {(manifests) => (
        <Stack gap="xs">
          {manifests
            .filter((manifest) => manifest.connection.length > 0)
            .map((manifest) => (
              <UnstyledButton
                key={manifest.id}
                className={classes.choice}
                onClick={() => setChosen(manifest)}
              >
                <ConnectorIcon connector={manifest} size={32} />
                <div>
                  <Text size="sm" fw={600}>
                    {manifest.name}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {manifest.description}
                  </Text>
                </div>
              </UnstyledButton>
            ))}
        </Stack>
      )}
    </QueryState>
  );
}

function CreateForm({ connector, onDone }: { connector: ConnectorInfo; onDone: () => void }) {
  const connections = useQuery(connectionsQuery);
  const create = useMutation({ ...createConnection, onSuccess: onDone });
  const taken = (connections.data?.items ?? []).map(({ name }) => name);
  return (
    <ConnectionForm
      fields={connector.connection}
      stored={[]}
      name={freeName(connector.id, taken)}
      submitLabel="Create connection"
      pending={create.isPending}
      problem={create.error}
      onSubmit={({ name, values }) => create.mutate({ connector: connector.id, name, values })}
    />
  );
}
