import { Button, Group, Modal, Stack, Text, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconCloudCheck, IconCloudUp } from '@tabler/icons-react';
import { useState } from 'react';
import { asProblem } from '../../../api/problem.ts';
import { useEditor } from '../editor-context.ts';
import classes from '../flow-editor.module.css';

/** Whether the draft is stored, in a place of fixed width so that nothing moves. */
export function SaveMark() {
  const { draft } = useEditor();
  const { save } = draft;
  switch (save.kind) {
    case 'saved':
      return <Mark icon={<IconCloudCheck size={15} aria-hidden />} text="Saved" />;
    case 'pending':
    case 'saving':
      return <Mark icon={<IconCloudUp size={15} aria-hidden />} text="Saving…" />;
    case 'failed':
      return <Failed error={save.error} onRetry={draft.retry} />;
    case 'conflict':
      return <Conflict />;
  }
}

function Mark({ icon, text }: { icon: React.ReactNode; text: string }) {
  return (
    <span className={classes.save} role="status">
      {icon}
      {text}
    </span>
  );
}

function Failed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const problem = asProblem(error);
  return (
    <Group gap={4} wrap="nowrap" role="alert">
      <Tooltip label={`${problem.detail} ${problem.hint}`} multiline maw={340}>
        <span className={classes.save} data-wrong tabIndex={0}>
          <IconAlertTriangle size={15} aria-hidden />
          Could not save
        </span>
      </Tooltip>
      <Button size="compact-xs" variant="default" onClick={onRetry}>
        Try again
      </Button>
    </Group>
  );
}

/** Two people edited the draft: one of the two has to give way, and a person says which. */
function Conflict() {
  const { draft } = useEditor();
  const [busy, setBusy] = useState(false);
  const settle = (how: () => Promise<void>) => {
    setBusy(true);
    void how().finally(() => setBusy(false));
  };
  return (
    <>
      <span className={classes.save} data-wrong role="status">
        <IconAlertTriangle size={15} aria-hidden />
        Not saved
      </span>
      <Modal
        opened
        onClose={() => undefined}
        withCloseButton={false}
        title="Someone else changed this flow"
      >
        <Stack>
          <Text size="sm">
            The draft was saved from another window or by someone else after you opened it. Take
            their draft, and lose what you did since, or write yours over it.
          </Text>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" loading={busy} onClick={() => settle(draft.overwrite)}>
              Overwrite with mine
            </Button>
            <Button loading={busy} data-autofocus onClick={() => settle(draft.reload)}>
              Take theirs
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
