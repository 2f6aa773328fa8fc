import { X509Certificate } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { AppError } from '@millrace/model';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isRetryable } from '../call-error.ts';
import { AUTHORITY, FOR_ANOTHER_NAME, SELF_SIGNED, SIGNED } from './certificates.testing.ts';
import { createHttpClient, type HttpClient, type HttpRequest } from './http-client.ts';
import { trustOf, type Trust } from './trust.ts';

let http: HttpClient;
const servers: Server[] = [];
const seen: string[] = [];

beforeEach(() => {
  http = createHttpClient({ allow: ['127.0.0.1'] });
  seen.length = 0;
});
afterEach(async () => {
  await http.close();
  await Promise.all(
    servers.splice(0).map((server) => new Promise((resolve) => void server.close(resolve))),
  );
});

async function serve(certificate: { cert: string; key: string }): Promise<string> {
  const server = createServer(certificate, (request, response) => {
    seen.push(request.url ?? '');
    response.writeHead(200, { 'content-type': 'text/plain' }).end('safe');
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const call = (url: string, trust?: Trust, more: Partial<HttpRequest> = {}) =>
  http.request({ app: 'The API', method: 'GET', url, trust, timeoutMs: 5_000, ...more });
const fingerprintOf = (pem: string) => new X509Certificate(pem).fingerprint256;
const pin = (pem: string) => trustFrom({ certificate_fingerprint: fingerprintOf(pem) });
const trustFrom = (values: Record<string, string>) => trustOf({ name: 'mine', values });

describe('a certificate that nobody vouches for', () => {
  it('ends the call for good, says which it is and how to trust it', async () => {
    const error: unknown = await call(await serve(SELF_SIGNED)).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: 'CERTIFICATE_UNTRUSTED',
      message: `The certificate of 127.0.0.1 is not trusted: it is signed by itself. It is for self.test, issued by self.test, with the SHA-256 fingerprint ${fingerprintOf(SELF_SIGNED.cert)}.`,
    });
    expect((error as AppError).hint).toContain('enter its CA certificate or this fingerprint');
    expect(isRetryable(error)).toBe(false);
    expect(seen).toEqual([]);
  });

  it.each([
    ['of an unknown authority', SIGNED, 'it is signed by an authority that is not known here'],
    ['for another name', FOR_ANOTHER_NAME, 'it is for another name'],
  ])('%s says so', async (_, certificate, reason) => {
    const trust = reason.includes('name') ? trustFrom({ ca: AUTHORITY }) : undefined;
    await expect(call(await serve(certificate), trust)).rejects.toThrow(reason);
    expect(seen).toEqual([]);
  });
});

describe('a connection that trusts', () => {
  it('an authority of its own gets through, and others do not', async () => {
    const url = await serve(SIGNED);
    const trust = trustFrom({ ca: `our CA\n${AUTHORITY}\n` });
    expect((await call(url, trust)).body).toBe('safe');
    await expect(call(url)).rejects.toMatchObject({ code: 'CERTIFICATE_UNTRUSTED' });
    await expect(call(await serve(SELF_SIGNED), trust)).rejects.toThrow('signed by itself');
  });

  it('one certificate by its fingerprint gets through, also when nobody vouches for it', async () => {
    expect((await call(await serve(SELF_SIGNED), pin(SELF_SIGNED.cert))).body).toBe('safe');
    const other = await serve(FOR_ANOTHER_NAME);
    expect((await call(other, pin(FOR_ANOTHER_NAME.cert))).body).toBe('safe');
  });

  it('one certificate sends nothing to a server with another', async () => {
    const url = await serve(SIGNED);
    await expect(call(url, pin(SELF_SIGNED.cert))).rejects.toThrow(
      `it is not the one that the connection names. It is for leaf.test, issued by Test authority, Millrace tests, with the SHA-256 fingerprint ${fingerprintOf(SIGNED.cert)}.`,
    );
    expect(seen).toEqual([]);
  });

  it('both wants both', async () => {
    const both = { ca: AUTHORITY, certificate_fingerprint: fingerprintOf(SIGNED.cert) };
    expect((await call(await serve(SIGNED), trustFrom(both))).body).toBe('safe');
    const wrong = { ...both, certificate_fingerprint: fingerprintOf(SELF_SIGNED.cert) };
    await expect(call(await serve(SELF_SIGNED), trustFrom(wrong))).rejects.toThrow('itself');
  });

  it('many authorities one after the other keeps few of them open', async () => {
    const url = await serve(SIGNED);
    for (let time = 0; time < 34; time += 1) {
      const trust = trustFrom({ ca: `${'#'.repeat(time)}\n${AUTHORITY}` });
      expect((await call(url, trust)).body).toBe('safe');
    }
    expect(seen).toHaveLength(34);
  }, 60_000);

  it.each([
    [{ certificate_fingerprint: 'AB:CD' }, 'is no SHA-256 fingerprint'],
    [{ ca: 'not a certificate' }, 'its CA certificate is not in PEM'],
    [
      { ca: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' },
      'its CA certificate is damaged',
    ],
  ])('what is none is told so: %j', (values, reason) => {
    expect(() => trustFrom(values)).toThrow(reason);
  });
});
