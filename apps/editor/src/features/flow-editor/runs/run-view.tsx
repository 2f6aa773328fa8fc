import { Anchor, Button, Group, ScrollArea, Stack, Title } from '@mantine/core';
import { findStep, type FlowDocument, type Attempt, type RunDetail as Run } from '@millrace/model';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { eventQuery } from '../../../api/events.ts';
import { flowVersionsQuery } from '../../../api/flow-versions.ts';
import { runQuery } from '../../../api/runs.ts';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { EventDetail } from '../../../ui/event-detail/event-detail.tsx';
import { shortId } from '../../../ui/format.ts';
import { QueryState } from '../../../ui/query-state.tsx';
import { RunDetail } from '../../../ui/run-detail/run-detail.tsx';
import { WaitingNote } from '../../../ui/run-detail/waiting-note.tsx';
import { RunStatusBadge } from '../../../ui/status-badge.tsx';
import { TRIGGER } from '../checks/check.ts';
import { EditorContext, useEditor } from '../editor-context.ts';
import classes from '../flow-editor.module.css';
import { describeStep } from '../graph/describe-step.ts';
import { FlowCanvas } from '../graph/flow-canvas.tsx';
import { stepStatuses } from '../graph/step-statuses.ts';

/** One run: the flow as it was then with how each step went, and the data of the step clicked. */
export function RunView({ id }: { id: string }) {
  const { flow } = useEditor();
  const run = useQuery(runQuery(id));
  const versions = useQuery(flowVersionsQuery(flow.id));
  const [place, setPlace] = useState<string>();
  return (
    <QueryState query={run}>
      {(loaded) => {
        const version = versions.data?.items.find((one) => one.version === loaded.version);
        return (
          <>
            <RunCanvas run={loaded} document={version?.document} place={place} onPlace={setPlace} />
            <ScrollArea className={classes.runDetail ?? ''} type="auto">
              <RunData run={loaded} place={place} onAll={() => setPlace(undefined)} />
            </ScrollArea>
          </>
        );
      }}
    </QueryState>
  );
}

interface RunCanvasProps {
  run: Run;
  /** The version that ran; the draft stands in while it loads. */
  document: FlowDocument | undefined;
  place: string | undefined;
  onPlace: (place: string | undefined) => void;
}

function RunCanvas({ run, document, place, onPlace }: RunCanvasProps) {
  const editor = useEditor();
  const statuses = useMemo(() => stepStatuses(run), [run]);
  const shown = {
    ...editor,
    draft: document === undefined ? editor.draft : { ...editor.draft, document },
    readOnly: true,
    checks: [],
    statuses,
    open: place,
    setOpen: (next: string | undefined) => onPlace(next === place ? undefined : next),
  };
  return (
    <EditorContext value={shown}>
      <FlowCanvas />
    </EditorContext>
  );
}

interface RunDataProps {
  run: Run;
  place: string | undefined;
  onAll: () => void;
}

function RunData({ run, place, onAll }: RunDataProps) {
  const { draft, catalogue } = useEditor();
  const stepName = (id: string) => {
    const step = findStep(draft.document, id);
    return step === undefined ? undefined : describeStep(step, catalogue).title;
  };
  const attempts = run.attempts.filter((attempt) => place === undefined || isAt(attempt, place));
  return (
    <Stack gap="md" p="md">
      <Group justify="space-between" gap="xs">
        <Group gap="sm">
          <Title order={2} size="h3">
            Run {shortId(run.id)}
          </Title>
          <RunStatusBadge status={run.status} />
        </Group>
        {place === undefined ? (
          <Anchor
            size="sm"
            renderRoot={(props) => <Link {...props} to="/runs/$runId" params={{ runId: run.id }} />}
          >
            Open the run
          </Anchor>
        ) : (
          <Button size="compact-sm" variant="subtle" onClick={onAll}>
            Show all steps
          </Button>
        )}
      </Group>
      <WaitingNote run={run} stepName={stepName} />
      {run.error === null || run.attempts.some((attempt) => attempt.error !== null) ? null : (
        <ErrorPanel problem={{ detail: run.error.message, hint: run.error.hint }} />
      )}
      {place === TRIGGER ? (
        <RunEvent id={run.event} />
      ) : (
        <RunDetail key={place ?? ''} run={{ ...run, attempts }} stepName={stepName} />
      )}
    </Stack>
  );
}

/** True for what a step did and, of a loop, what was done inside it. */
function isAt({ step, iteration }: Attempt, place: string): boolean {
  return step === place || iteration.split('.').some((part) => part.startsWith(`${place}[`));
}

function RunEvent({ id }: { id: string }) {
  const event = useQuery(eventQuery(id));
  return <QueryState query={event}>{(loaded) => <EventDetail event={loaded} />}</QueryState>;
}
