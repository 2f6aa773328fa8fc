import { useBlocker } from '@tanstack/react-router';
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useEditor } from '../editor-context.ts';

/** Saves what waits before another page opens, and asks when that did not work. */
export function LeaveGuard() {
  const { draft } = useEditor();
  const blocker = useBlocker({
    shouldBlockFn: async ({ current, next }) => {
      if (current.pathname === next.pathname) return false;
      const after = await draft.flush();
      return after.kind === 'failed' || after.kind === 'conflict';
    },
    enableBeforeUnload: () => draft.save.kind !== 'saved',
    withResolver: true,
  });
  if (blocker.status !== 'blocked') return null;
  return (
    <Modal opened onClose={blocker.reset} title="Leave without saving?">
      <Stack>
        <Text size="sm">
          The newest changes of this flow could not be saved. Leaving drops them.
        </Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={blocker.reset} data-autofocus>
            Stay
          </Button>
          <Button color="red.8" onClick={blocker.proceed}>
            Leave
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
