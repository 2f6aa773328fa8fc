import { Group, Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { flowQuery } from '../../api/flows.ts';
import { QueryState } from '../../ui/query-state.tsx';
import { FlowEditor } from './flow-editor.tsx';
import classes from './flow-editor.module.css';
import { useFlowRoute } from './flow-route.ts';

/** One flow: built, watched and kept in versions on one page. */
export function FlowPage() {
  const { flowId } = useFlowRoute();
  const flow = useQuery({ ...flowQuery(flowId), refetchOnWindowFocus: 'always' });
  return (
    <div className={classes.page}>
      {flow.data === undefined ? <VisuallyHidden component="h1">Flow</VisuallyHidden> : null}
      <QueryState query={flow} skeleton={<PageSkeleton />}>
        {(loaded) => <FlowEditor key={flowId} flow={loaded} />}
      </QueryState>
    </div>
  );
}

function PageSkeleton() {
  return (
    <Stack p="md" gap="lg" role="status" aria-label="Loading the flow" aria-busy>
      <Group justify="space-between">
        <Skeleton height={30} width={280} />
        <Skeleton height={34} width={180} />
      </Group>
      <Stack align="center" gap={56} pt="xl">
        <Skeleton height={68} width={280} radius="lg" />
        <Skeleton height={68} width={280} radius="lg" />
        <Skeleton height={68} width={280} radius="lg" />
      </Stack>
    </Stack>
  );
}
