import { ActionIcon, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconAdjustmentsHorizontal,
  IconDots,
  IconDownload,
  IconHistory,
  IconTrash,
} from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { deleteFlow } from '../../../api/flows.ts';
import { ConfirmModal } from '../../../ui/confirm-modal.tsx';
import { SETTINGS } from '../checks/check.ts';
import { useEditor } from '../editor-context.ts';
import { useFlowRoute } from '../flow-route.ts';

/** Export, versions and delete. */
export function FlowMenu() {
  const { flow, draft, setOpen } = useEditor();
  const { setTab } = useFlowRoute();
  const navigate = useNavigate();
  const [asking, { open, close }] = useDisclosure(false);
  const { mutateAsync } = useMutation(deleteFlow);
  return (
    <>
      <Menu width={200}>
        <Menu.Target>
          <ActionIcon variant="default" size={34} aria-label="More for this flow">
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconDownload size={16} aria-hidden />}
            onClick={() => download(draft.document.name, draft.document)}
          >
            Export as JSON
          </Menu.Item>
          <Menu.Item
            leftSection={<IconAdjustmentsHorizontal size={16} aria-hidden />}
            onClick={() => setOpen(SETTINGS)}
          >
            Limits and order
          </Menu.Item>
          <Menu.Item
            leftSection={<IconHistory size={16} aria-hidden />}
            onClick={() => setTab('versions')}
          >
            Versions
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            color="var(--mantine-color-error)"
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={open}
          >
            Delete flow
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ConfirmModal
        opened={asking}
        onClose={close}
        title={`Delete "${flow.name}"?`}
        confirmLabel="Delete"
        onConfirm={async () => {
          await mutateAsync(flow.id);
          await navigate({ to: '/flows', ignoreBlocker: true });
        }}
      >
        Its trigger URL stops answering at once. Its versions go with it. This cannot be undone.
      </ConfirmModal>
    </>
  );
}

function download(name: string, value: object): void {
  const blob = new Blob([`${JSON.stringify(value, null, 2)}\n`], { type: 'application/json' });
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.json`;
  link.click();
  URL.revokeObjectURL(url);
}
