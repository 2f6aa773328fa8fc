import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject, JsonValue } from '@millrace/model';
import type { ConnectionValues, Connector, FileRoom } from './define.ts';
import type { StoreRoom } from './store-room.ts';
import { createHttpClient, type HttpClient } from './http/http-client.ts';

export { AUTHORITY, SELF_SIGNED, SIGNED } from './http/certificates.testing.ts';
export { CLOSED_ADDRESSES } from './testing/closed-addresses.ts';
export { Coverage } from './testing/coverage.ts';
export { runCase } from './testing/run-case.ts';

/** A request as a test server got it. */
export interface SeenRequest {
  method: string;
  /** Path and query. */
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A real server on the loopback interface. */
export interface TestServer {
  url: string;
  port: number;
  requests: SeenRequest[];
  /** Connections opened to it, whether or not a request followed. */
  connections(): number;
  close(): Promise<void>;
}

export type Answer = (request: SeenRequest, response: ServerResponse) => void;

/** Starts a server that keeps each request and answers it as told. */
export async function startServer(answer: Answer, host = '127.0.0.1'): Promise<TestServer> {
  const requests: SeenRequest[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const seen = { method, path, headers, body: Buffer.concat(chunks).toString() };
      requests.push(seen);
      answer(seen, response);
    });
  });
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    requests,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** An answer with a JSON body. */
export function json(
  status: number,
  body: JsonValue,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}

/** How an action is called in a test. */
export interface ActionCallOptions {
  input: JsonObject;
  /** The values of the connection; none when absent. */
  values?: Readonly<Record<string, string>>;
  /** The kind of sign-in; the first when absent. */
  auth?: string | undefined;
  tokens?: Readonly<Record<string, string>>;
  refresh?: () => Promise<ConnectionValues>;
  idempotencyKey?: string;
  signal?: AbortSignal;
  http?: HttpClient;
  files?: FileRoom;
  store?: StoreRoom;
}

/** Runs an action as the server does: input checked, through a client that may reach loopback. */
export async function runAction(
  connector: Connector,
  id: string,
  options: ActionCallOptions,
): Promise<JsonValue> {
  const action = connector.actions.get(id);
  if (action === undefined) throw new Error(`${connector.manifest.id} has no action ${id}.`);
  const http = options.http ?? createHttpClient({ allow: ['127.0.0.1', '::1'] });
  const {
    values,
    auth,
    tokens,
    refresh,
    idempotencyKey = 'key-1',
    signal = new AbortController().signal,
    files,
    store,
  } = options;
  try {
    return await action.run({
      input: action.check(options.input),
      connection: values === undefined ? undefined : { name: 'My account', values, auth, tokens },
      refresh,
      http,
      files,
      store,
      idempotencyKey,
      signal,
    });
  } finally {
    if (options.http === undefined) await http.close();
  }
}
