import { poll } from '../support/millrace.ts';

/** The steps of the flow that make a call. */
export const STEPS = ['first', 'second'] as const;

/** Two calls behind each other, the second with a value from the answer to the first. */
function documentFor(receiver: string): object {
  const retry = { times: 60, backoff: 'exponential', first: '200ms', max: '1s' };
  const call = (id: string, body: object): object => ({
    id,
    kind: 'action',
    action: 'http.request',
    input: { method: 'POST', url: `${receiver}/${id}`, body },
    retry,
  });
  const id = { $path: '$.trigger.body.id' };
  return {
    millrace: 1,
    name: 'Two effects',
    trigger: { kind: 'webhook', dedupe: { by: { key: id } } },
    steps: [
      call('first', { id, lines: { $path: '$.trigger.body.lines' } }),
      call('second', { id, after: { $path: '$.steps.first.output.body.done' } }),
    ],
  };
}

/** Publishes the flow on a running server. Gives its trigger URL. */
export async function publishFlow(api: string, key: string, receiver: string): Promise<string> {
  const post = async (path: string, body?: object): Promise<{ id: string; hook_url: string }> => {
    const response = await fetch(`${api}/api/v1${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`POST ${path} answered ${response.status}: ${text}`);
    return JSON.parse(text) as { id: string; hook_url: string };
  };
  const flow = await post('/flows', { document: documentFor(receiver) });
  await post(`/flows/${flow.id}/publish`);
  await poll(async () => (await fetch(`${api}/readyz`)).ok);
  return flow.hook_url;
}
