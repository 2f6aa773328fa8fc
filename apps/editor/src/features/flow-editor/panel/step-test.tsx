import { Button, Divider, Group, Stack, Text } from '@mantine/core';
import type { Step, TestStepResponse } from '@millrace/model';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { testStep } from '../../../api/flows.ts';
import { asProblem } from '../../../api/problem.ts';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { durationText } from '../../../ui/format.ts';
import { shortJson } from '../../../ui/json-text-of.ts';
import { JsonTree } from '../../../ui/json-tree/json-tree.tsx';
import { AttemptStatusBadge } from '../../../ui/status-badge.tsx';
import { useEditor } from '../editor-context.ts';
import classes from '../flow-editor.module.css';

/** Runs the step for real with the chosen event, and shows what went in and came out. */
export function StepTest({ step }: { step: Step }) {
  const { flow, draft, sample, tests, remember } = useEditor();
  const { mutateAsync } = useMutation(testStep);
  const test = useMutation({
    mutationFn: async () => {
      await draft.saved();
      const event = sample.eventId;
      return mutateAsync({ id: flow.id, step: step.id, ...(event === undefined ? {} : { event }) });
    },
    onSuccess: (result) => remember(step.id, result),
  });
  const result = tests.get(step.id);
  return (
    <Stack gap="sm">
      <Divider label="Try it" labelPosition="left" />
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Text size="xs" c="dimmed">
          {step.kind === 'action'
            ? 'Calls the application for real, with the data shown here.'
            : 'Has no effect outside Millrace.'}
        </Text>
        <Button
          variant="light"
          flex="none"
          leftSection={<IconPlayerPlay size={15} aria-hidden />}
          loading={test.isPending}
          onClick={() => test.mutate()}
        >
          Run this step
        </Button>
      </Group>
      {test.error === null ? null : <ErrorPanel problem={asProblem(test.error)} />}
      {result === undefined || test.error !== null ? null : (
        <TestResult result={result} step={step.id} />
      )}
    </Stack>
  );
}

function TestResult({ result, step }: { result: TestStepResponse; step: string }) {
  return (
    <Stack gap="xs" role="status">
      <Group gap="sm">
        <AttemptStatusBadge status={result.status} />
        <Text size="xs" c="dimmed">
          {durationText(result.duration_ms)}
        </Text>
      </Group>
      {result.error === null ? null : (
        <ErrorPanel problem={{ detail: result.error.message, hint: result.error.hint }} />
      )}
      <Result title="Input" value={result.input} label={`Tested input of ${step}`} />
      <Result title="Output" value={result.output} label={`Tested output of ${step}`} />
    </Stack>
  );
}

function Result({ title, value, label }: { title: string; value: unknown; label: string }) {
  if (value === undefined || value === null) return null;
  return (
    <div className={classes.result}>
      <Text size="xs" fw={600} c="dimmed" mb={4}>
        {title}
      </Text>
      <JsonTree key={shortJson(value, 2_000)} value={value} label={label} />
    </div>
  );
}
