import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../template/compiled-template.ts';
import { base64Of, bytesOfBase64 } from './base64.ts';
import { randomUuid } from './uuid.ts';

const ALGORITHMS = ['sha256', 'sha1', 'sha512', 'md5'] as const;
const text = fc.string({ unit: 'binary', maxLength: 300 });

const render = (template: string, data: Record<string, string>): string =>
  compileTemplate(template).render(data);

describe('fingerprints and encodings agree with those of Node', () => {
  it.each(ALGORITHMS)('%s, plain and with a key', (algorithm) => {
    fc.assert(
      fc.property(text, text, fc.constantFrom('hex', 'base64'), (value, key, as) => {
        const data = { value, key, algorithm, as };
        expect(render('{{hash value algorithm as}}', data)).toBe(
          createHash(algorithm)
            .update(value)
            .digest(as as 'hex'),
        );
        expect(render('{{hmac value key algorithm as=as}}', data)).toBe(
          createHmac(algorithm, key)
            .update(value)
            .digest(as as 'hex'),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('Base64 and hexadecimal', () => {
    fc.assert(
      fc.property(text, (value) => {
        const bytes = Buffer.from(value);
        expect(render('{{base64 value}}', { value })).toBe(bytes.toString('base64'));
        expect(render('{{hex value}}', { value })).toBe(bytes.toString('hex'));
        expect(render('{{base64_decode (base64 value)}}', { value })).toBe(value.toWellFormed());
      }),
    );
  });

  it('bytes that are no text too', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const written = Buffer.from(bytes).toString('base64url');
        expect(bytesOfBase64(base64Of(bytes))).toEqual(bytes);
        expect(bytesOfBase64(written)).toEqual(bytes);
      }),
    );
  });
});

it('a random UUID is one of version 4 and new each time', () => {
  const made = Array.from({ length: 100 }, () => randomUuid());
  for (const uuid of made) {
    expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
  expect(new Set(made).size).toBe(100);
});
