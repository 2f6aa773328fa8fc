import { Skeleton, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { asProblem } from '../api/problem.ts';
import { ErrorPanel } from './error-panel.tsx';

export interface QueryStateProps<T> {
  /** The result of `useQuery` or `useInfiniteQuery`. */
  query: { data: T | undefined; error: Error | null; refetch: () => Promise<unknown> };
  /** Stands where the content will be; rows by default. */
  skeleton?: ReactNode;
  children: (data: T) => ReactNode;
}

/** The three states of something fetched: not here yet, could not be had, here. */
export function QueryState<T>({ query, skeleton, children }: QueryStateProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error !== null) {
    return <ErrorPanel problem={asProblem(query.error)} onRetry={() => void query.refetch()} />;
  }
  return skeleton ?? <RowsSkeleton />;
}

export function RowsSkeleton({ rows = 5, height = 40 }: { rows?: number; height?: number }) {
  return (
    <Stack gap="xs" aria-busy aria-label="Loading" role="status">
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={height} radius="md" />
      ))}
    </Stack>
  );
}
