import {
  Button,
  Group,
  Modal,
  MultiSelect,
  NumberInput,
  Radio,
  Select,
  Stack,
  Text,
} from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { isTerminal, runStatusSchema, type RunStatus } from '@millrace/model';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { flowsQuery } from '../../api/flows.ts';
import { asProblem } from '../../api/problem.ts';
import { startReplays } from '../../api/replays.ts';
import type { RunFilter } from '../../api/runs.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { RUN_LOOKS } from '../../ui/status-badge.tsx';
import { DateTimeInput } from './date-time-input.tsx';
import { batchFaults, batchRequest, MOST_RATE, startForm, type BatchForm } from './replay-batch.ts';

const ENDED = runStatusSchema.options
  .filter(isTerminal)
  .map((status) => ({ value: status, label: RUN_LOOKS[status].label }));

interface ReplayBatchDialogProps {
  filter: RunFilter;
  onClose: () => void;
}

/** Runs many runs again: which, on which version, and how fast. */
export function ReplayBatchDialog({ filter, onClose }: ReplayBatchDialogProps) {
  const [form, setForm] = useState<BatchForm>(() => startForm(filter));
  const set = (change: Partial<BatchForm>) => setForm({ ...form, ...change });
  const faults = batchFaults(form);
  const start = useMutation({
    ...startReplays,
    onSuccess: ({ total }) => {
      onClose();
      notifications.show({
        color: total === 0 ? 'gray' : 'green',
        message: total === 0 ? 'No run fits: nothing is replayed.' : `Replaying ${total} runs.`,
      });
    },
  });
  return (
    <Modal opened onClose={onClose} title="Replay many runs" size="lg">
      <Stack gap="md">
        <Which form={form} set={set} faults={faults} />
        <How form={form} set={set} />
        {start.error === null ? null : <ErrorPanel problem={asProblem(start.error)} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          <Button
            loading={start.isPending}
            disabled={Object.keys(faults).length > 0}
            onClick={() => start.mutate(batchRequest(form))}
          >
            Replay these
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

interface PartProps {
  form: BatchForm;
  set: (change: Partial<BatchForm>) => void;
}

function Which({ form, set, faults }: PartProps & { faults: ReturnType<typeof batchFaults> }) {
  const flows = useQuery(flowsQuery);
  return (
    <>
      <Select
        label="Flow"
        required
        searchable
        placeholder="Choose a flow"
        data={(flows.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={form.flow === '' ? null : form.flow}
        allowDeselect={false}
        onChange={(flow) => set({ flow: flow ?? '' })}
      />
      <MultiSelect
        label="Runs that"
        required
        data={ENDED}
        value={form.status}
        error={faults.status}
        onChange={(chosen) => set({ status: chosen.filter(isRunStatus) })}
      />
      <Group grow align="flex-start">
        <DateTimeInput
          label="Started after"
          value={form.after}
          onChange={(after) => set({ after })}
        />
        <DateTimeInput
          label="Started before"
          value={form.before}
          error={faults.before}
          onChange={(before) => set({ before })}
        />
      </Group>
    </>
  );
}

function How({ form, set }: PartProps) {
  return (
    <>
      <Radio.Group
        label="Version of the flow"
        value={form.version}
        onChange={(next) => set({ version: next === 'original' ? 'original' : 'newest' })}
      >
        <Stack gap={8} mt={6}>
          <Radio value="newest" label="The newest: with what has been mended since" />
          <Radio value="original" label="As it was for each run" />
        </Stack>
      </Radio.Group>
      <NumberInput
        label="Runs started a second"
        description="Slow enough for the applications that are called."
        styles={{ wrapper: { maxWidth: 220 } }}
        min={1}
        max={MOST_RATE}
        clampBehavior="strict"
        allowDecimal={false}
        value={form.rate}
        onChange={(rate) => {
          if (typeof rate === 'number') set({ rate });
        }}
      />
      <Text size="xs" c="dimmed">
        Each becomes a new run that names the old one. You can cancel it on this page at any time.
      </Text>
    </>
  );
}

function isRunStatus(text: string): text is RunStatus {
  return runStatusSchema.safeParse(text).success;
}
