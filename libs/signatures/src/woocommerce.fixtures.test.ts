import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dedupeKey } from './dedupe.ts';
import { preset } from './presets.ts';
import type { SignedRequest } from './request.ts';
import { verifyRequest } from './verify.ts';

const FOLDER = join(import.meta.dirname, '../../../../shared/fixtures/woocommerce');
const SECRET = 's3cr3t-woo';
const scheme = preset('woocommerce')!;

interface Recording {
  name: string;
  signatureOk: boolean;
  request: SignedRequest;
}

function recordings(): Recording[] {
  return readdirSync(FOLDER)
    .filter((name) => /^\d\d-/.test(name))
    .map((name) => {
      const text = readFileSync(join(FOLDER, name), 'utf8');
      const recorded = JSON.parse(text) as {
        method: string;
        rawHeaders: string[];
        bodyBase64: string;
        signatureOk: boolean;
      };
      const { rawHeaders } = recorded;
      const headers = Array.from(
        { length: rawHeaders.length / 2 },
        (_, index): [string, string] => [rawHeaders[2 * index]!, rawHeaders[2 * index + 1]!],
      );
      const body = Buffer.from(recorded.bodyBase64, 'base64');
      return { name, signatureOk: recorded.signatureOk, request: { ...recorded, headers, body } };
    });
}

const present = existsSync(FOLDER);
if (!present) {
  process.stderr.write('Recordings of a real shop are not here; their test is left out.\n');
}

describe.runIf(present)('requests recorded from a real WooCommerce shop', () => {
  const all = present ? recordings() : [];

  it('finds deliveries and connection checks among them', () => {
    expect(all.filter(({ signatureOk }) => signatureOk).length).toBeGreaterThan(5);
    expect(all.filter(({ signatureOk }) => !signatureOk).length).toBeGreaterThan(5);
  });

  it.each(all)('$name is judged as the recording says', ({ signatureOk, request }) => {
    expect(verifyRequest(scheme, [SECRET], request, new Date())).toEqual(
      signatureOk
        ? { verdict: 'verified' }
        : { verdict: 'handshake', answer: { status: 200, headers: {}, body: '' } },
    );
  });

  it('tells two orders with the same delivery id apart', () => {
    const deliveryId = ({ request }: Recording) =>
      request.headers.find(([name]) => name === 'X-WC-Webhook-Delivery-ID')?.[1];
    const signed = all.filter(({ signatureOk }) => signatureOk);
    const pairs = signed.flatMap((a, index) =>
      signed.slice(index + 1).flatMap((b) => (deliveryId(a) === deliveryId(b) ? [[a, b]] : [])),
    );
    expect(pairs.length).toBeGreaterThan(1);
    for (const [a, b] of pairs) {
      expect(dedupeKey(scheme, a!.request)).not.toEqual(dedupeKey(scheme, b!.request));
    }
  });

  it('gives every delivery its own key, and the same delivery the same key', () => {
    const keys = all
      .filter(({ signatureOk }) => signatureOk)
      .map(({ request }) => dedupeKey(scheme, request).toString('hex'));
    expect(new Set(keys).size).toBe(keys.length);
    const again = recordings()
      .filter(({ signatureOk }) => signatureOk)
      .map(({ request }) => dedupeKey(scheme, request).toString('hex'));
    expect(again).toEqual(keys);
  });
});
