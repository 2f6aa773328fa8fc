import {
  AppError,
  defineAction,
  HTTP_METHODS,
  isSuccess,
  toCallError,
  trustOf,
  type ActionContext,
  type JsonValue,
} from '@millrace/connector-kit';
import { credentialsOf } from './credentials.ts';
import { keptBody } from './files.ts';
import { pairsOf } from './form-pairs.ts';
import { textsOf } from './input-values.ts';
import { bodyOf } from './request-body.ts';
import { timeoutOf } from './time-limit.ts';

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
      help: 'Sent as Content-Type says: JSON, a form, multipart with files, or text. Without it, text as it is and anything else as JSON.',
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
    {
      key: 'redirects',
      label: 'Redirects',
      type: 'choice',
      advanced: true,
      default: 'safe',
      choices: [
        { value: 'safe', label: 'Follow, but send nothing twice' },
        { value: 'keep_method', label: 'Follow with the same method and body' },
        { value: 'none', label: 'Do not follow' },
      ],
      help: 'A call that changes something is repeated elsewhere only with "same method and body", or on the same host when the answer asks for it (307, 308).',
    },
  ],
  output: [
    { key: 'status', label: 'Status', type: 'integer' },
    { key: 'headers', label: 'Headers', type: 'map' },
    { key: 'body', label: 'Body', type: 'json' },
    {
      key: 'redirects',
      label: 'Redirects',
      type: 'list',
      help: 'Those that were followed: status, method and URL.',
    },
  ],
  sample: {
    input: { method: 'POST', url: 'https://api.example.com/orders', body: { order: 727 } },
    output: {
      status: 201,
      headers: { 'content-type': 'application/json' },
      body: { id: 'a1', order: 727 },
      redirects: [],
    },
  },
  run,
});

async function run({ input, connection, http, files, signal }: ActionContext): Promise<JsonValue> {
  const url = typeof input['url'] === 'string' ? input['url'] : '';
  const app = URL.parse(url)?.host ?? 'The target';
  const sent = await bodyOf(input['body'], textsOf('headers', input['headers']), files);
  const answer = await http.request({
    app,
    method: HTTP_METHODS.find((method) => method === input['method']) ?? 'GET',
    url,
    query: pairsOf('query', input['query']),
    ...sent,
    credentials: credentialsOf(connection),
    trust: trustOf(connection),
    timeoutMs: timeoutOf(input['timeout']),
    redirects: input['redirects'] === 'none' ? 0 : REDIRECTS,
    keepMethod: input['redirects'] === 'keep_method',
    signal,
  });
  if (!isSuccess(answer)) throw toCallError({ app, connection }, answer);
  const { status, headers, redirects = [] } = answer;
  const body = await keptBody(
    answer,
    files,
    (limit) => new AppError('ANSWER_TOO_LARGE', { app, limit }, { details: { status } }),
  );
  return { status, headers, body, redirects: redirects.map((one) => ({ ...one })) };
}
