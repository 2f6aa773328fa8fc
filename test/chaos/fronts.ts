import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP server in front of another one. */
export interface Front {
  url: string;
  close(): Promise<void>;
}

/** Says yes as soon as the server has the request, as a server that does not wait for its commit. */
export function startLyingFront(target: string): Promise<Front> {
  return startFront(target, (incoming, response, pass) => {
    const passed = pass(incoming.headers);
    passed.once('error', () => response.destroy());
    passed.once('finish', () => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{}');
    });
  });
}

/** Takes the idempotency key out of every call. */
export function startForgetfulFront(target: string): Promise<Front> {
  return startFront(target, (incoming, response, pass) => {
    const headers = { ...incoming.headers };
    delete headers['idempotency-key'];
    const passed = pass(headers);
    passed.once('error', () => response.destroy());
    passed.once('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.once('error', () => response.destroy());
      answer.pipe(response);
    });
  });
}

type Pass = (headers: IncomingMessage['headers']) => ReturnType<typeof request>;

async function startFront(
  target: string,
  handle: (incoming: IncomingMessage, response: ServerResponse, pass: Pass) => void,
): Promise<Front> {
  const agent = new Agent({ keepAlive: true });
  const base = new URL(target);
  const server = createServer((incoming, response) => {
    handle(incoming, response, (headers) => {
      const path = incoming.url ?? '/';
      const passed = request(new URL(path, base), { agent, method: 'POST', headers });
      passed.on('error', () => undefined);
      passed.on('response', (answer) => answer.resume());
      return incoming.pipe(passed);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${base.pathname === '/' ? '' : base.pathname}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
}
