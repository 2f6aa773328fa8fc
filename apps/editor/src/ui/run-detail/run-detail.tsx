import { Text } from '@mantine/core';
import { isTerminal, type Attempt, type RunDetail as Run } from '@millrace/model';
import { useMemo } from 'react';
import { attemptTree } from './attempt-tree.ts';
import { LongRun } from './long-run.tsx';
import { StepList } from './step-list.tsx';

export interface RunDetailProps {
  run: Run;
  /** The name people gave a step; its id when undefined. */
  stepName?: ((step: string) => string | undefined) | undefined;
}

/**
 * What each step of a run received, answered and how long it took; of loops item by item. See the
 * note at RunsTable.
 */
export function RunDetail({ run, stepName }: RunDetailProps) {
  const earlier = run.earlier ?? null;
  if (earlier === null) return <Steps run={run} attempts={run.attempts} stepName={stepName} />;
  return (
    <LongRun run={run} earlier={earlier}>
      {(attempts) => <Steps run={run} attempts={attempts} stepName={stepName} />}
    </LongRun>
  );
}

interface StepsProps extends RunDetailProps {
  attempts: readonly Attempt[];
}

function Steps({ run, attempts, stepName }: StepsProps) {
  const nodes = useMemo(() => attemptTree(attempts), [attempts]);
  if (nodes.length === 0) {
    return (
      <Text c="dimmed" size="sm">
        {isTerminal(run.status) ? 'No step was started.' : 'No step has started yet.'}
      </Text>
    );
  }
  return <StepList nodes={nodes} stepName={stepName ?? (() => undefined)} openLast />;
}
