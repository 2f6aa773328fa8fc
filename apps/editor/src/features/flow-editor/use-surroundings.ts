import { useQuery } from '@tanstack/react-query';
import { connectionsQuery } from '../../api/connections.ts';
import { connectorsQuery } from '../../api/connectors.ts';
import { asProblem } from '../../api/problem.ts';

/** What a flow is built with: the connectors, the connections, and why they could not be had. */
export function useSurroundings() {
  const connectors = useQuery(connectorsQuery);
  const connections = useQuery(connectionsQuery);
  const failed = [connectors, connections].find((query) => query.error !== null);
  return {
    connectors: connectors.data,
    connections: connections.data?.items,
    trouble:
      failed === undefined
        ? undefined
        : { problem: asProblem(failed.error), retry: () => void failed.refetch() },
  };
}
