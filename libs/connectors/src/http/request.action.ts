import {
  defineAction,
  HTTP_METHODS,
  isSuccess,
  toCallError,
  type ActionContext,
  type JsonValue,
} from '@millrace/connector-kit';
import { credentialsOf } from './credentials.ts';
import { bodyOf, queryOf, textsOf, timeoutOf } from './request-parts.ts';

const REDIRECTS = 5;

/** `http.request`: one call to any address. */
export const request = defineAction({
  id: 'request',
  label: 'Send a request',
  description: 'Sends an HTTP request and gives back status, headers and body of the answer.',
  input: [
    {
      key: 'method',
      label: 'Method',
      type: 'choice',
      default: 'GET',
      choices: HTTP_METHODS.map((value) => ({ value, label: value })),
    },
    {
      key: 'url',
      label: 'URL',
      type: 'url',
      required: true,
      placeholder: 'https://api.example.com/orders',
    },
    { key: 'query', label: 'Query', type: 'map', help: 'Added to the URL, encoded as needed.' },
    { key: 'headers', label: 'Headers', type: 'map' },
    {
      key: 'body',
      label: 'Body',
      type: 'json',
      help: 'Text is sent as it is; anything else as JSON, or as a form if Content-Type says so.',
    },
    {
      key: 'timeout',
      label: 'Time limit',
      type: 'string',
      advanced: true,
      default: '30s',
      placeholder: '30s',
      help: 'For the whole call; up to 2m.',
    },
  ],
  output: [
    { key: 'status', label: 'Status', type: 'integer' },
    { key: 'headers', label: 'Headers', type: 'map' },
    { key: 'body', label: 'Body', type: 'json' },
  ],
  sample: {
    input: { method: 'POST', url: 'https://api.example.com/orders', body: { order: 727 } },
    output: {
      status: 201,
      headers: { 'content-type': 'application/json' },
      body: { id: 'a1', order: 727 },
    },
  },
  run,
});

async function run({ input, connection, http, signal }: ActionContext): Promise<JsonValue> {
  const url = typeof input['url'] === 'string' ? input['url'] : '';
  const headers = textsOf('headers', input['headers']);
  const app = URL.parse(url)?.host ?? 'The target';
  const answer = await http.request({
    app,
    method: HTTP_METHODS.find((method) => method === input['method']) ?? 'GET',
    url,
    query: queryOf(input['query']),
    headers,
    credentials: credentialsOf(connection),
    body: bodyOf(input['body'], headers),
    timeoutMs: timeoutOf(input['timeout']),
    redirects: REDIRECTS,
    signal,
  });
  if (!isSuccess(answer)) throw toCallError({ app, connection }, answer);
  return { status: answer.status, headers: answer.headers, body: answer.body };
}
