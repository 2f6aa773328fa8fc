import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseJson, type JsonValue } from '@millrace/model';

/** A call that arrived, and the way to answer it when the partner holds its answers back. */
export interface PartnerCall {
  path: string;
  key: string | undefined;
  body: JsonValue;
  /** True once the caller has hung up without an answer. */
  aborted: boolean;
  answer(status?: number, body?: JsonValue): void;
}

/** An application that is called: it remembers every call, and answers as it is told. */
export interface Partner {
  url: string;
  calls: PartnerCall[];
  /** True: calls wait until they are answered one by one. */
  holding: boolean;
  /** The status for a call. */
  statusOf: (call: PartnerCall) => number;
  /** Answers whoever still waits, and forgets. */
  reset(): void;
  close(): Promise<void>;
}

export async function startPartner(): Promise<Partner> {
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => receive(partner, request, response, text));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const partner: Partner = {
    url: `http://127.0.0.1:${port}`,
    calls: [],
    holding: false,
    statusOf: () => 200,
    reset: () => {
      partner.holding = false;
      partner.statusOf = () => 200;
      for (const call of partner.calls.splice(0)) call.answer();
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return partner;
}

function receive(
  partner: Partner,
  request: IncomingMessage,
  response: ServerResponse,
  text: string,
): void {
  const call: PartnerCall = {
    path: request.url ?? '/',
    key: request.headers['idempotency-key']?.toString(),
    body: text === '' ? null : parseJson(text),
    aborted: false,
    answer: (status = partner.statusOf(call), body = { ok: true }) => {
      if (response.headersSent) return;
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    },
  };
  response.on('close', () => (call.aborted = !response.writableFinished));
  partner.calls.push(call);
  if (!partner.holding) call.answer();
}
