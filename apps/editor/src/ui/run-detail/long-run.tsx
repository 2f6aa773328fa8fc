import { Button, Center, Stack } from '@mantine/core';
import type { Attempt, RunDetail as Run } from '@millrace/model';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { earlierAttemptsQuery } from '../../api/runs.ts';
import { MoreButton } from '../more-button.tsx';

export interface LongRunProps {
  run: Run;
  /** Where the attempts before those of the run are. */
  earlier: string;
  children: (attempts: readonly Attempt[]) => ReactNode;
}

/** A run with more attempts than one answer holds: the earlier ones are fetched when asked for. */
export function LongRun({ run, earlier, children }: LongRunProps) {
  const [wanted, setWanted] = useState(false);
  const query = useInfiniteQuery({ ...earlierAttemptsQuery(run.id, earlier), enabled: wanted });
  const pages = query.data?.pages ?? [];
  const before = pages.toReversed().flatMap(({ items }) => items);
  return (
    <Stack gap="sm">
      {wanted && !query.isPending ? (
        <MoreButton query={query} />
      ) : (
        <Center>
          <Button variant="default" loading={wanted} onClick={() => setWanted(true)}>
            Show earlier attempts
          </Button>
        </Center>
      )}
      {children([...before, ...run.attempts])}
    </Stack>
  );
}
