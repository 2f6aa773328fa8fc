import { Anchor, Group, Modal, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import type { ConnectorInfo } from '@millrace/model';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { connectorsQuery } from '../../api/connectors.ts';
import { LazyConnectionEditor } from '../../ui/connection-form/lazy-connection-editor.tsx';
import { takesConnections } from '../../ui/connection-form/kinds.ts';
import { ConnectorIcon } from '../../ui/connector-icon.tsx';
import { QueryState } from '../../ui/query-state.tsx';
import { TierMark } from '../../ui/tier-mark.tsx';
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
  if (chosen === undefined) {
    return (
      <QueryState query={connectors}>
        {(manifests) => <Applications connectors={manifests} onChoose={setChosen} />}
      </QueryState>
    );
  }
  return (
    <Stack>
      <Group gap="sm">
        <ConnectorIcon connector={chosen} size={28} />
        <Text fw={600}>{chosen.name}</Text>
        <Anchor component="button" type="button" size="sm" onClick={() => setChosen(undefined)}>
          Choose another
        </Anchor>
      </Group>
      <LazyConnectionEditor key={chosen.id} connector={chosen} onDone={onDone} />
    </Stack>
  );
}

interface ApplicationsProps {
  connectors: readonly ConnectorInfo[];
  onChoose: (connector: ConnectorInfo) => void;
}

/** More than this many are looked for rather than looked through. */
const FEW = 8;

function Applications({ connectors, onChoose }: ApplicationsProps) {
  const [search, setSearch] = useState('');
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const usable = connectors
    .filter(takesConnections)
    .toSorted((a, b) => a.name.localeCompare(b.name));
  const found = usable.filter(({ name, description, categories }) => {
    const text = `${name} ${description} ${categories.join(' ')}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return (
    <Stack gap="xs">
      {usable.length > FEW ? (
        <TextInput
          aria-label="Search applications"
          placeholder={`Search ${usable.length} applications`}
          leftSection={<IconSearch size={16} aria-hidden />}
          data-autofocus
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          onKeyDown={(event) => {
            const [first] = found;
            if (event.key === 'Enter' && search !== '' && first !== undefined) onChoose(first);
          }}
        />
      ) : null}
      {found.map((connector) => (
        <UnstyledButton
          key={connector.id}
          className={classes['choice'] ?? ''}
          onClick={() => onChoose(connector)}
        >
          <ConnectorIcon connector={connector} size={32} />
          <div style={{ flex: 1 }}>
            <Text size="sm" fw={600}>
              {connector.name}
            </Text>
            <Text size="xs" c="dimmed">
              {connector.description}
            </Text>
          </div>
          <TierMark tier={connector.tier} />
        </UnstyledButton>
      ))}
      {found.length === 0 ? (
        <Text size="sm" c="dimmed">
          No application is called that. The HTTP request step reaches any that has an API.
        </Text>
      ) : null}
    </Stack>
  );
}
