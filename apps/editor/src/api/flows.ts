import {
  flowListSchema,
  flowSchema,
  flowSummarySchema,
  hookAnswerSchema,
  MAX_PAGE,
  registrationSchema,
  startedRunSchema,
  testStepResponseSchema,
  type FlowDocument,
  type JsonValue,
} from '@millrace/model';
import { mutationOptions, queryOptions } from '@tanstack/react-query';
import { nothing, path, request } from './client.ts';
import { eventsKey } from './events.ts';
import { runsKey } from './runs.ts';

export const flowsKey = ['flows'] as const;
export const flowListKey = [...flowsKey, 'list'] as const;

export function flowKey(id: string) {
  return [...flowsKey, 'one', id] as const;
}

export const flowsQuery = queryOptions({
  queryKey: flowListKey,
  queryFn: ({ signal }) =>
    request('/flows', { query: { limit: MAX_PAGE }, schema: flowListSchema, signal }),
});

export function flowQuery(id: string) {
  return queryOptions({
    queryKey: flowKey(id),
    queryFn: ({ signal }) => request(path('flows', id), { schema: flowSchema, signal }),
  });
}

export const createFlow = mutationOptions({
  mutationFn: (document: FlowDocument) =>
    request('/flows', { method: 'POST', body: { document }, schema: flowSummarySchema }),
  meta: { invalidates: [flowListKey] },
});

/** Answers the flow with its new etag. Refused with FLOW_CHANGED when `etag` is not the newest. */
export const saveDraft = mutationOptions({
  mutationFn: (draft: { id: string; etag: string; document: FlowDocument }) =>
    request(path('flows', draft.id, 'draft'), {
      method: 'PUT',
      body: { document: draft.document },
      ifMatch: draft.etag,
      schema: flowSchema,
    }),
  meta: { invalidates: [flowListKey] },
});

/** Makes the draft that `etag` names the version that runs. */
export const publishFlow = mutationOptions({
  mutationFn: ({ id, etag }: { id: string; etag: string }) =>
    request(path('flows', id, 'publish'), {
      method: 'POST',
      ifMatch: etag,
      schema: flowSummarySchema,
    }),
  meta: { invalidates: [flowsKey] },
});

function flowAction(action: 'pause' | 'resume') {
  return mutationOptions({
    mutationFn: (id: string) =>
      request(path('flows', id, action), { method: 'POST', schema: flowSummarySchema }),
    meta: { invalidates: [flowsKey] },
  });
}

export const pauseFlow = flowAction('pause');
export const resumeFlow = flowAction('resume');

/** Sets up the webhook of a flow now, or looks whether it is still there. */
export const hurryRegistration = mutationOptions({
  mutationFn: (id: string) =>
    request(path('flows', id, 'registration'), { method: 'POST', schema: registrationSchema }),
  meta: { invalidates: [flowsKey] },
});

export const deleteFlow = mutationOptions({
  mutationFn: (id: string) => request(path('flows', id), { method: 'DELETE', schema: nothing }),
  meta: { invalidates: [flowListKey] },
});

export type RunInput = { event: string } | { body: JsonValue; headers?: Record<string, string> };

/** Starts the published flow by hand, with a captured event or a body. */
export const runFlow = mutationOptions({
  mutationFn: ({ id, input }: { id: string; input: RunInput }) =>
    request(path('flows', id, 'run'), { method: 'POST', body: input, schema: startedRunSchema }),
  meta: { invalidates: [runsKey, eventsKey, flowListKey] },
});

/** Sends a sample of the trigger through the trigger URL's own path; the event keeps its verdict. */
export const sendSample = mutationOptions({
  mutationFn: ({ id, sample }: { id: string; sample: number }) =>
    request(path('flows', id, 'sample'), {
      method: 'POST',
      body: { sample },
      schema: hookAnswerSchema,
    }),
  meta: { invalidates: [runsKey, eventsKey, flowListKey] },
});

/** Runs one step of the draft against a captured event; without one, the best is taken. */
export const testStep = mutationOptions({
  mutationFn: ({ id, step, event }: { id: string; step: string; event?: string }) =>
    request(path('flows', id, 'steps', step, 'test'), {
      method: 'POST',
      body: event === undefined ? {} : { event },
      schema: testStepResponseSchema,
    }),
});
