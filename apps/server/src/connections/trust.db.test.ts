import { X509Certificate } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { AUTHORITY, SELF_SIGNED, SIGNED } from '@millrace/connector-kit/testing';
import type { RunDetail } from '@millrace/model';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { startServer, type TestFlow, type TestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;
let peer: Server;
let url: string;
let calls = 0;
let names = 0;

beforeAll(async () => {
  database = await testDatabase();
  server = await startServer(database);
  peer = createServer(SIGNED, (_, response) => {
    calls += 1;
    response.writeHead(200, { 'content-type': 'text/plain' }).end('safe');
  });
  await new Promise<void>((resolve) => peer.listen(0, '127.0.0.1', resolve));
  url = `https://127.0.0.1:${(peer.address() as AddressInfo).port}/`;
});

beforeEach(() => {
  present(SIGNED);
  calls = 0;
});

afterAll(async () => {
  await server.stop();
  peer.closeAllConnections();
  peer.close();
  await database.drop();
});

/** From now on the peer shows this certificate, also to whoever is connected. */
function present(certificate: { cert: string; key: string }): void {
  peer.setSecureContext(certificate);
  peer.closeAllConnections();
}

const fingerprint = (pem: string): string => new X509Certificate(pem).fingerprint256;

/** A flow that calls the peer with a connection of these values. */
async function calling(values: Record<string, string>): Promise<TestFlow & { path: string }> {
  const name = `peer ${String((names += 1))}`;
  const made = await server.api('POST', '/connections', { connector: 'http', name, values });
  expect(made.status).toBe(201);
  const input = { method: 'GET', url };
  const step = { id: 'call', kind: 'action', action: 'http.request', connection: name, input };
  const flow = await server.flow({ steps: [step] });
  return { ...flow, path: `/connections/${String(made.body['id'])}` };
}

const run = async (flow: TestFlow): Promise<RunDetail> => server.until(await server.start(flow));

async function expectUntrusted(flow: TestFlow, reason: string): Promise<void> {
  const { status, attempts } = await run(flow);
  expect(status).toBe('failed');
  // Nobody tries again what cannot succeed.
  expect(attempts).toHaveLength(1);
  expect(attempts[0]?.error).toMatchObject({
    code: 'CERTIFICATE_UNTRUSTED',
    message: expect.stringContaining(reason) as string,
  });
  expect(calls).toBe(0);
}

async function expectSafe(flow: TestFlow): Promise<void> {
  const { status, attempts } = await run(flow);
  expect(status).toBe('succeeded');
  expect(attempts[0]?.output).toMatchObject({ status: 200, body: 'safe' });
}

describe('a call to a server with a certificate of an own authority', () => {
  it('fails by name without the authority, and works once the connection knows it', async () => {
    const flow = await calling({ token: 'secret', hosts: new URL(url).host });
    await expectUntrusted(flow, 'it is signed by an authority that is not known here');
    const patched = await server.api('PATCH', flow.path, { values: { ca: AUTHORITY } });
    expect(patched.status).toBe(200);
    expect(patched.text).not.toContain('CERTIFICATE-----');
    await expectSafe(flow);
  });

  it('works with the one certificate that is trusted, until the server shows another', async () => {
    const flow = await calling({ certificate_fingerprint: fingerprint(SIGNED.cert) });
    await expectSafe(flow);
    present(SELF_SIGNED);
    calls = 0;
    await expectUntrusted(flow, fingerprint(SELF_SIGNED.cert));
    const values = { certificate_fingerprint: fingerprint(SELF_SIGNED.cert) };
    expect((await server.api('PATCH', flow.path, { values })).status).toBe(200);
    await expectSafe(flow);
  });

  it('fails again when the server shows one that the authority did not sign', async () => {
    const flow = await calling({ ca: AUTHORITY });
    await expectSafe(flow);
    present(SELF_SIGNED);
    calls = 0;
    await expectUntrusted(flow, 'it is signed by itself');
  });
});

describe('a connection', () => {
  it.each([
    [{ ca: 'our certificate' }, '/values/ca', 'CA certificate is not in PEM'],
    [{ ca: SIGNED.cert }, '/values/ca', 'CA certificate is that of a server'],
    [{ ca: `${AUTHORITY}\n${SIGNED.key}` }, '/values/ca', 'CA certificate holds a private key'],
    [
      { certificate_fingerprint: '12:34' },
      '/values/certificate_fingerprint',
      'Trusted certificate is no SHA-256 fingerprint',
    ],
  ])(
    'is not saved with what nobody could be trusted by, and the answer quotes nothing',
    async (values, path, message) => {
      const request = { connector: 'http', name: `peer ${String((names += 1))}`, values };
      const refused = await server.api('POST', '/connections', request);
      expect([refused.status, refused.body['code']]).toEqual([422, 'REQUEST_INVALID']);
      expect(refused.body['faults']).toEqual([
        { path, message: expect.stringContaining(message) as string },
      ]);
      expect(refused.text).not.toMatch(/PRIVATE KEY|MIIB|MIGH/);
      const flow = await calling({ ca: AUTHORITY });
      const patched = await server.api('PATCH', flow.path, { values });
      expect([patched.status, patched.body['code']]).toEqual([422, 'REQUEST_INVALID']);
      // What was there before still is.
      await expectSafe(flow);
    },
  );
});
