import { Badge, Button, EmptyState, Group, Stack, Table, Text } from '@mantine/core';
import { walkSteps, type FlowDocument } from '@millrace/model';
import { IconHistory } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { flowVersionsQuery, restoreVersion } from '../../../api/flow-versions.ts';
import { ConfirmModal } from '../../../ui/confirm-modal.tsx';
import { DataTable } from '../../../ui/data-table.tsx';
import { QueryState } from '../../../ui/query-state.tsx';
import { RelativeTime } from '../../../ui/relative-time.tsx';
import { useEditor } from '../editor-context.ts';
import { useFlowRoute } from '../flow-route.ts';

/** Every published version; one can be made the draft again. */
export function VersionsTab() {
  const { flow } = useEditor();
  const versions = useQuery(flowVersionsQuery(flow.id));
  const [restoring, setRestoring] = useState<number>();
  return (
    <Stack p="md" maw={860} mx="auto" w="100%">
      <QueryState query={versions}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState
              py={64}
              icon={<IconHistory aria-hidden />}
              title="No versions yet"
              description="Each time the flow is published a version is kept here."
            />
          ) : (
            <DataTable
              label="Versions"
              columns={['Version', 'Published', 'Steps', '']}
              minWidth={480}
            >
              {items.map((version) => (
                <VersionRow
                  key={version.version}
                  version={version}
                  onRestore={() => setRestoring(version.version)}
                />
              ))}
            </DataTable>
          )
        }
      </QueryState>
      <RestoreModal version={restoring} onClose={() => setRestoring(undefined)} />
    </Stack>
  );
}

interface VersionRowProps {
  version: { version: number; created_at: string; document: FlowDocument };
  onRestore: () => void;
}

function VersionRow({ version: { version, created_at, document }, onRestore }: VersionRowProps) {
  const { flow, readOnly } = useEditor();
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap="xs">
          <Text size="sm" fw={600}>
            {version}
          </Text>
          {version === flow.version ? (
            <Badge variant="light" color="green" tt="none">
              {flow.status === 'live' ? 'Runs now' : 'Newest'}
            </Badge>
          ) : null}
        </Group>
      </Table.Td>
      <Table.Td>
        <RelativeTime at={created_at} c="dimmed" />
      </Table.Td>
      <Table.Td>
        <Text size="sm" c="dimmed">
          {walkSteps(document).length}
        </Text>
      </Table.Td>
      <Table.Td ta="right">
        {readOnly ? null : (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`Restore version ${version}`}
            onClick={onRestore}
          >
            Restore
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function RestoreModal({ version, onClose }: { version: number | undefined; onClose: () => void }) {
  const { flow, draft } = useEditor();
  const { setTab } = useFlowRoute();
  const { mutateAsync } = useMutation(restoreVersion);
  return (
    <ConfirmModal
      opened={version !== undefined}
      onClose={onClose}
      title={`Restore version ${version ?? ''}?`}
      confirmLabel="Restore"
      danger={false}
      onConfirm={async () => {
        if (version === undefined) return;
        await draft.flush();
        await mutateAsync({ id: flow.id, version, etag: draft.etag() });
        await draft.reload();
        setTab('build');
      }}
    >
      It becomes the draft in place of what is there now. What runs does not change until you
      publish.
    </ConfirmModal>
  );
}
