import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { createFlow } from '../../api/flows.ts';

/** Creates a flow and opens it. */
export function useCreateFlow() {
  const navigate = useNavigate();
  return useMutation({
    ...createFlow,
    onSuccess: (flow) => navigate({ to: '/flows/$flowId', params: { flowId: flow.id } }),
  });
}
