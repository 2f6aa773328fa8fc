import { ActionIcon, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import type { FlowListItem } from '@millrace/model';
import {
  IconCopy,
  IconDots,
  IconDownload,
  IconExternalLink,
  IconPlayerPause,
  IconPlayerPlay,
  IconTrash,
} from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { createFlow, deleteFlow, flowQuery, pauseFlow, resumeFlow } from '../../api/flows.ts';
import { asProblem } from '../../api/problem.ts';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';
import { saveFile } from './save-file.ts';

const ICON = { size: 15, 'aria-hidden': true } as const;

/** What can be done with a flow without opening it. */
export function FlowMenu({ flow }: { flow: FlowListItem }) {
  const [deleting, { open, close }] = useDisclosure(false);
  const remove = useMutation(deleteFlow);
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${flow.name}`}>
            <IconDots size={17} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconExternalLink {...ICON} />}
            renderRoot={(props) => (
              <Link {...props} to="/flows/$flowId" params={{ flowId: flow.id }} />
            )}
          >
            Open
          </Menu.Item>
          <HoldItem flow={flow} />
          <DocumentItems flow={flow} />
          <Menu.Divider />
          <Menu.Item
            color="var(--mantine-color-error)"
            leftSection={<IconTrash {...ICON} />}
            onClick={open}
          >
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ConfirmModal
        opened={deleting}
        onClose={close}
        title={`Delete “${flow.name}”?`}
        confirmLabel="Delete flow"
        onConfirm={() => remove.mutateAsync(flow.id)}
      >
        Its trigger URL stops working, and its events and runs are deleted with it. This cannot be
        undone.
      </ConfirmModal>
    </>
  );
}

function DocumentItems({ flow }: { flow: FlowListItem }) {
  const queryClient = useQueryClient();
  const copy = useMutation({ ...createFlow, onError: report });
  const load = () => queryClient.query(flowQuery(flow.id));
  const duplicate = async (): Promise<void> => {
    const { document } = await load();
    copy.mutate({ ...document, name: `Copy of ${document.name}`.slice(0, 120) });
  };
  const exportJson = async (): Promise<void> => {
    const { document } = await load();
    saveFile(`${document.name}.json`, `${JSON.stringify(document, null, 2)}\n`);
  };
  return (
    <>
      <Menu.Item
        leftSection={<IconCopy {...ICON} />}
        onClick={() => void duplicate().catch(report)}
      >
        Duplicate
      </Menu.Item>
      <Menu.Item
        leftSection={<IconDownload {...ICON} />}
        onClick={() => void exportJson().catch(report)}
      >
        Export JSON
      </Menu.Item>
    </>
  );
}

function HoldItem({ flow }: { flow: FlowListItem }) {
  const paused = flow.status === 'paused';
  const hold = useMutation({ ...(paused ? resumeFlow : pauseFlow), onError: report });
  if (flow.status === 'draft') return null;
  return (
    <Menu.Item
      leftSection={paused ? <IconPlayerPlay {...ICON} /> : <IconPlayerPause {...ICON} />}
      onClick={() => hold.mutate(flow.id)}
    >
      {paused ? 'Resume' : 'Pause'}
    </Menu.Item>
  );
}

function report(error: unknown): void {
  const problem = asProblem(error);
  notifications.show({ color: 'red', title: problem.detail, message: problem.hint });
}
