import {
  Alert,
  Button,
  Group,
  JsonInput,
  Modal,
  Radio,
  Select,
  Skeleton,
  Stack,
  Switch,
} from '@mantine/core';
import { parseJson, type JsonValue, type RunDetail } from '@millrace/model';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { eventQuery } from '../../api/events.ts';
import { flowVersionsQuery } from '../../api/flow-versions.ts';
import { asProblem } from '../../api/problem.ts';
import { replayRun } from '../../api/runs.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { wholeJson } from '../../ui/json-text-of.ts';
import { shortId } from '../../ui/format.ts';
import { likelyStart, stepsToReplayFrom, type ReplayForm } from './replay-choices.ts';

interface ReplayDialogProps {
  run: RunDetail;
  onClose: () => void;
}

/** Runs the same event again: from which step, on which version, with which body. */
export function ReplayDialog({ run, onClose }: ReplayDialogProps) {
  const versions = useQuery(flowVersionsQuery(run.flow));
  const event = useQuery(eventQuery(run.event));
  const loading = versions.isPending || event.isPending;
  return (
    <Modal opened onClose={onClose} title={`Replay run ${shortId(run.id)}`} size="lg">
      {loading ? (
        <Skeleton height={260} />
      ) : (
        <Form
          run={run}
          versions={versions.data?.items ?? []}
          body={event.data === undefined ? undefined : wholeJson(event.data.body)}
          onClose={onClose}
        />
      )}
    </Modal>
  );
}

interface FormProps extends ReplayDialogProps {
  versions: readonly { version: number; document: Parameters<typeof stepsToReplayFrom>[1] }[];
  /** What arrived, as JSON; undefined when it is not kept any more. */
  body: string | undefined;
}

function Form({ run, versions, body, onClose }: FormProps) {
  const documentOf = (version: number) => versions.find((one) => one.version === version)?.document;
  const newest = Math.max(run.version, ...versions.map(({ version }) => version));
  const [form, setForm] = useState<ReplayForm>(() => ({
    from: likelyStart(run, stepsToReplayFrom(run, documentOf(run.version))),
    version: 'original',
    edited: false,
    body: body ?? '{}',
  }));
  const set = (change: Partial<ReplayForm>) => setForm({ ...form, ...change });
  const version = form.version === 'newest' ? newest : run.version;
  const steps = stepsToReplayFrom(run, documentOf(version));
  const from = steps.some(({ value }) => value === form.from) ? form.from : '';
  const read = readBody(form.body);
  const navigate = useNavigate();
  const replay = useMutation({
    ...replayRun,
    onSuccess: async (started) => {
      onClose();
      await navigate({ to: '/runs/$runId', params: { runId: started.run } });
    },
  });
  const start = () =>
    replay.mutate({
      id: run.id,
      replay: {
        version: form.version,
        ...(from === '' ? {} : { from }),
        ...(form.edited && read.ok ? { body: read.value } : {}),
      },
    });
  return (
    <Stack gap="md">
      <Select
        label="From"
        description="The steps before keep the results they have."
        data={[{ value: '', label: 'The start' }, ...steps]}
        value={from}
        allowDeselect={false}
        onChange={(next) => set({ from: next ?? '' })}
      />
      <VersionChoice
        chosen={form.version}
        original={run.version}
        newest={newest}
        onChange={(next) => set({ version: next })}
      />
      <BodyEdit form={form} error={read.ok ? undefined : read.reason} onChange={set} />
      {run.status === 'succeeded' && from === '' ? <CallsAgain /> : null}
      {replay.error === null ? null : <ErrorPanel problem={asProblem(replay.error)} />}
      <Ends
        busy={replay.isPending}
        disabled={form.edited && !read.ok}
        onClose={onClose}
        onReplay={start}
      />
    </Stack>
  );
}

function CallsAgain() {
  return (
    <Alert color="orange" variant="light" p="sm">
      This run succeeded. All its calls will be made once more.
    </Alert>
  );
}

interface EndsProps {
  busy: boolean;
  disabled: boolean;
  onClose: () => void;
  onReplay: () => void;
}

function Ends({ busy, disabled, onClose, onReplay }: EndsProps) {
  return (
    <Group justify="flex-end" gap="sm">
      <Button variant="default" onClick={onClose}>
        Close
      </Button>
      <Button loading={busy} disabled={disabled} onClick={onReplay}>
        Replay
      </Button>
    </Group>
  );
}

interface VersionChoiceProps {
  chosen: ReplayForm['version'];
  original: number;
  newest: number;
  onChange: (version: ReplayForm['version']) => void;
}

function VersionChoice({ chosen, original, newest, onChange }: VersionChoiceProps) {
  const same = original === newest;
  return (
    <Radio.Group
      label="Version of the flow"
      value={chosen}
      onChange={(next) => onChange(next === 'newest' ? 'newest' : 'original')}
    >
      <Stack gap={8} mt={6}>
        <Radio value="original" label={`As it was: version ${original}`} />
        <Radio
          value="newest"
          disabled={same}
          label={same ? 'The newest: the same' : `The newest: version ${newest}`}
        />
      </Stack>
    </Radio.Group>
  );
}

interface BodyEditProps {
  form: ReplayForm;
  error: string | undefined;
  onChange: (change: Partial<ReplayForm>) => void;
}

function BodyEdit({ form, error, onChange }: BodyEditProps) {
  return (
    <Stack gap="xs">
      <Switch
        label="With another body"
        description="The event stays as it arrived; only the new run sees the change."
        checked={form.edited}
        onChange={(event) => onChange({ edited: event.currentTarget.checked })}
      />
      {form.edited ? (
        <JsonInput
          aria-label="Body of the event"
          value={form.body}
          onChange={(body) => onChange({ body })}
          autosize
          minRows={6}
          maxRows={18}
          error={error}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
        />
      ) : null}
    </Stack>
  );
}

function readBody(text: string): { ok: true; value: JsonValue } | { ok: false; reason: string } {
  try {
    return { ok: true, value: parseJson(text) };
  } catch (error) {
    return { ok: false, reason: `This is not JSON: ${asProblem(error).detail}` };
  }
}
