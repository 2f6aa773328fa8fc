import { Alert, Button, Popover, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { publishFlow } from '../../../api/flows.ts';
import { asProblem } from '../../../api/problem.ts';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import type { Check } from '../checks/check.ts';
import { placeOf } from '../checks/check-draft.ts';
import { useEditor } from '../editor-context.ts';
import classes from '../flow-editor.module.css';
import { CheckList } from './check-list.tsx';

/** Makes the draft the version that runs; says what is in the way when something is. */
export function Publish() {
  const { flow, draft, checks } = useEditor();
  const [opened, { open, close, toggle }] = useDisclosure(false);
  const { mutateAsync } = useMutation(publishFlow);
  const publish = useMutation({
    mutationFn: () => draft.whileSaved((etag) => mutateAsync({ id: flow.id, etag })),
    onSuccess: ({ version }) => {
      close();
      notifications.show({ color: 'green', message: `Version ${version ?? ''} is live.` });
    },
    onError: open,
  });
  const errors = checks.filter((check) => check.severity === 'error');
  const upToDate = flow.version !== null && !flow.changed && draft.save.kind === 'saved';
  const blocked = errors.length > 0;
  const press = () => {
    if (blocked) toggle();
    else publish.mutate();
  };
  return (
    <Popover
      opened={opened}
      onChange={(next) => (next ? open() : close())}
      width={340}
      position="bottom-end"
      shadow="md"
      trapFocus
      withinPortal
    >
      <Popover.Target>
        <Button
          loading={publish.isPending}
          disabled={upToDate && !blocked}
          aria-describedby={blocked ? 'publish-blocked' : undefined}
          variant={blocked ? 'default' : 'filled'}
          onClick={press}
        >
          {upToDate ? 'Published' : 'Publish'}
          {blocked ? (
            <span className={classes.count} id="publish-blocked">
              {errors.length}
              <span className={classes.hidden}> problems first</span>
            </span>
          ) : null}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        {blocked ? <Blockers errors={errors} onGo={close} /> : null}
        {!blocked && publish.error !== null ? <Refused error={publish.error} onGo={close} /> : null}
      </Popover.Dropdown>
    </Popover>
  );
}

function Blockers({ errors, onGo }: { errors: readonly Check[]; onGo: () => void }) {
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600}>
        {errors.length === 1 ? 'One thing is' : `${errors.length} things are`} wrong or missing
        before this can be published
      </Text>
      <CheckList checks={errors} onGo={onGo} />
    </Stack>
  );
}

/** The server said no: its faults with a way to each place. */
function Refused({ error, onGo }: { error: Error; onGo: () => void }) {
  const { draft } = useEditor();
  const problem = asProblem(error);
  if (problem.faults.length === 0) return <ErrorPanel problem={problem} />;
  return (
    <Stack gap="xs">
      <Alert color="red" variant="light" p="sm">
        {problem.detail}
      </Alert>
      <CheckList
        checks={problem.faults.map(({ path, message }) => ({
          place: placeOf(draft.document, path),
          severity: 'error',
          message,
        }))}
        onGo={onGo}
      />
    </Stack>
  );
}
