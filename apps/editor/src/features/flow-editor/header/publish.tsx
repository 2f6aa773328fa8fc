import { Alert, Button, Group, List, Popover, Stack, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { findStep } from '@millrace/model';
import { useMutation } from '@tanstack/react-query';
import { publishFlow } from '../../../api/flows.ts';
import { asProblem } from '../../../api/problem.ts';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { FLOW, SETTINGS, TRIGGER, type Check } from '../checks/check.ts';
import { placeOf } from '../checks/check-flow.ts';
import { useEditor } from '../editor-context.ts';
import classes from '../flow-editor.module.css';
import { describeStep } from '../graph/describe-step.ts';

/** Makes the draft the version that runs; says what is in the way when something is. */
export function Publish() {
  const { flow, draft, checks } = useEditor();
  const [opened, { open, close, toggle }] = useDisclosure(false);
  const { mutateAsync } = useMutation(publishFlow);
  const publish = useMutation({
    mutationFn: async () => {
      const saved = await draft.flush();
      if (saved.kind === 'failed' || saved.kind === 'conflict') throw saved.error;
      return mutateAsync(flow.id);
    },
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
        {errors.length === 1 ? 'One thing is' : `${errors.length} things are`} missing before this
        can be published
      </Text>
      <List listStyleType="none" spacing={2}>
        {errors.map((check) => (
          <List.Item key={`${check.place} ${check.message}`}>
            <GoTo check={check} onGo={onGo} />
          </List.Item>
        ))}
      </List>
    </Stack>
  );
}

function GoTo({ check, onGo }: { check: Check; onGo: () => void }) {
  const { draft, catalogue, setOpen } = useEditor();
  const step = findStep(draft.document, check.place);
  const where =
    check.place === TRIGGER
      ? 'Trigger'
      : step === undefined
        ? ''
        : describeStep(step, catalogue).title;
  return (
    <UnstyledButton
      className={classes.goTo}
      onClick={() => {
        onGo();
        setOpen(check.place === FLOW ? SETTINGS : check.place);
      }}
    >
      <Text size="xs" c="dimmed">
        {where}
      </Text>
      <Text size="sm">{check.message}</Text>
    </UnstyledButton>
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
      <Group gap={2}>
        {problem.faults.map((fault) => (
          <GoTo
            key={`${fault.path} ${fault.message}`}
            check={{
              place: placeOf(draft.document, fault.path),
              severity: 'error',
              message: fault.message,
            }}
            onGo={onGo}
          />
        ))}
      </Group>
    </Stack>
  );
}
