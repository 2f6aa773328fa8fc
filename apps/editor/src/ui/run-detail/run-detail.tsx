import { Text } from '@mantine/core';
import { isTerminal, type RunDetail as Run } from '@millrace/model';
import { useMemo } from 'react';
import { attemptTree } from './attempt-tree.ts';
import { StepList } from './step-list.tsx';

export interface RunDetailProps {
  run: Run;
  /** The name people gave a step; its id when undefined. */
  stepName?: (step: string) => string | undefined;
}

/**
 * What each step of a run received, answered and how long it took; of loops item by item. See the
 * note at RunsTable.
 */
export function RunDetail({ run, stepName }: RunDetailProps) {
  const nodes = useMemo(() => attemptTree(run.attempts), [run.attempts]);
  if (nodes.length === 0) {
    return (
      <Text c="dimmed" size="sm">
        {isTerminal(run.status) ? 'No step was started.' : 'No step has started yet.'}
      </Text>
    );
  }
  return <StepList nodes={nodes} stepName={stepName ?? (() => undefined)} openLast />;
}
