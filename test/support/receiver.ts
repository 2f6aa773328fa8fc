import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call as a partner saw it. */
interface ReceivedCall {
  key: string | undefined;
  body: string;
  at: number;
}

/** An application that remembers every call and can hold its answers back. */
export interface Receiver {
  url: string;
  calls: ReceivedCall[];
  /** True: calls wait for `release`. */
  holding: boolean;
  /** Answers all calls that wait. */
  release(): void;
  close(): void;
}

export async function startReceiver(): Promise<Receiver> {
  const waiting: ServerResponse[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const key = request.headers['idempotency-key']?.toString();
      receiver.calls.push({ key, body, at: performance.now() });
      if (receiver.holding) waiting.push(response);
      else response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/order`,
    calls: [],
    holding: false,
    release: () => {
      for (const response of waiting.splice(0)) response.end('{}');
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return receiver;
}
