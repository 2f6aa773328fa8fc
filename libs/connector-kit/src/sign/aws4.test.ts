import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import npmAws4 from 'aws4';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePathTemplate } from '../wire/path.ts';
import { queryText } from '../wire/form-text.ts';
import type { SignedRequest, SignWith } from './signer.ts';
import { sign } from './sign.ts';

const NOW = new Date('2026-11-27T08:09:10.345Z');
/** In two parts, as nothing that looks like a key may be in the repository. */
const EXAMPLE_KEY = ['AKIA', 'IOSFODNN7EXAMPLE'].join('');
const CONTEXT = { now: NOW, nonce: 'n' };

/** What smithy wants a hash to look like. */
class Sha256 {
  private readonly hash: ReturnType<typeof createHash | typeof createHmac>;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash =
      secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Buffer);
  }
  update(content: Uint8Array): void {
    this.hash.update(content);
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.hash.digest()));
  }
  reset(): void {
    throw new Error('not used');
  }
}

interface Case {
  given: { key: string; secret: string; region: string; service: string; token?: string };
  request: SignedRequest;
  /** Names of the query occur once. */
  query: Record<string, string>;
}

const word = fc.stringMatching(/^[a-zA-Z0-9/+]{8,40}$/);
const anyText = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .filter((one) => !/\p{Cc}|[/%\\]|^\.\.?$/u.test(one) && one.isWellFormed());
const headerText = fc.stringMatching(/^[ -~]{1,20}$/);

const requests = (services: string[]) =>
  fc
    .record({
      given: fc.record(
        {
          key: word,
          secret: word,
          region: fc.constantFrom('us-east-1', 'eu-central-1'),
          service: fc.constantFrom(...services),
          token: word,
        },
        { requiredKeys: ['key', 'secret', 'region', 'service'] },
      ),
      method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
      host: fc.constantFrom(
        'lambda.us-east-1.amazonaws.com',
        'localhost:4566',
        'b.s3.amazonaws.com',
      ),
      segments: fc.array(anyText, { maxLength: 4 }),
      slash: fc.boolean(),
      query: fc.dictionary(
        anyText.filter((one) => one !== '__proto__'),
        anyText,
        { maxKeys: 5 },
      ),
      headers: fc.dictionary(
        fc.constantFrom('x-amz-target', 'x-amz-meta-a', 'content-type', 'content-md5'),
        headerText,
      ),
      body: fc.option(
        fc.oneof(
          fc.string(),
          fc.uint8Array().map((bytes) => Buffer.from(bytes)),
        ),
      ),
    })
    .map(({ given, method, host, segments, slash, query, headers, body }): Case => {
      const template = `/${segments.map((_, at) => `{s${at}}`).join('/')}`;
      const values = Object.fromEntries(segments.map((one, at) => [`s${at}`, one]));
      const path =
        compilePathTemplate(template).fill(values) + (slash && segments.length > 0 ? '/' : '');
      const url = new URL(`https://${host}${path}`);
      url.search = queryText(Object.entries(query));
      const kept = { ...headers, 'content-type': headers['content-type'] ?? 'text/plain' };
      return {
        given,
        request: { method, url, headers: kept, body },
        query,
      };
    });

const authorization = (given: SignWith, request: SignedRequest) =>
  sign('aws4', given, request, CONTEXT).headers?.['authorization'];

describe('AWS Signature 4', () => {
  it('is that of the npm package aws4, for services and for S3', () => {
    fc.assert(
      fc.property(requests(['lambda', 'sqs', 'dynamodb', 's3']), ({ given, request }) => {
        const { url, headers, body } = request;
        // The package would sign the length, which its types do not let one leave out.
        const extra = { extraHeadersToIgnore: { 'content-length': true } };
        const signed = npmAws4.sign(
          {
            ...extra,
            method: request.method,
            host: url.host,
            path: url.pathname + url.search,
            service: given.service,
            region: given.region,
            headers: {
              ...headers,
              'X-Amz-Date': '20261127T080910Z',
            },
            ...(body === null ? {} : { body: body as string }),
          },
          {
            accessKeyId: given.key,
            secretAccessKey: given.secret,
            ...(given.token === undefined ? {} : { sessionToken: given.token }),
          },
        );
        expect(authorization({ ...given }, request)).toBe(signed.headers?.['Authorization']);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is that of the SDK of AWS', async () => {
    await fc.assert(
      fc.asyncProperty(requests(['lambda', 'sqs', 'execute-api', 's3']), async (one) => {
        const { given, request, query } = one;
        const isS3 = given.service === 's3';
        const { url, method, headers, body } = request;
        const signer = new SignatureV4({
          service: given.service,
          region: given.region,
          credentials: {
            accessKeyId: given.key,
            secretAccessKey: given.secret,
            ...(given.token === undefined ? {} : { sessionToken: given.token }),
          },
          sha256: Sha256,
          uriEscapePath: !isS3,
          applyChecksum: isS3,
        });
        // The SDK sends paths of S3 encoded as signatures are.
        const path = isS3
          ? url.pathname.replace(
              /[!'()*]/g,
              (sign) => `%${Buffer.from(sign).toString('hex').toUpperCase()}`,
            )
          : url.pathname;
        const signed = await signer.sign(
          {
            method,
            protocol: 'https:',
            hostname: url.hostname,
            path,
            query: { ...query },
            headers: { ...headers, host: url.host },
            ...(body === null ? {} : { body }),
          },
          { signingDate: NOW },
        );
        expect(authorization({ ...given }, request)).toBe(signed.headers['authorization']);
      }),
      { numRuns: 500 },
    );
  });

  it('is that of the documented example of S3', () => {
    const request: SignedRequest = {
      method: 'GET',
      url: new URL('https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J'),
      headers: {},
      body: null,
    };
    const given = {
      key: EXAMPLE_KEY,
      secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      region: 'us-east-1',
      service: 's3',
    };
    const now = new Date('2013-05-24T00:00:00Z');
    const { headers } = sign('aws4', given, request, { now, nonce: '' });
    expect(headers).toEqual({
      'x-amz-date': '20130524T000000Z',
      'x-amz-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      authorization:
        `AWS4-HMAC-SHA256 Credential=${EXAMPLE_KEY}/20130524/us-east-1/s3/aws4_request, ` +
        'SignedHeaders=host;x-amz-content-sha256;x-amz-date, ' +
        'Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
    });
  });

  it('takes the hash that the request states, for bodies that stream', () => {
    const request = (sha?: string): SignedRequest => ({
      method: 'PUT',
      url: new URL('https://b.s3.amazonaws.com/a%2Fb'),
      headers: sha === undefined ? {} : { 'x-amz-content-sha256': sha },
      body: null,
    });
    const given = { key: 'k', secret: 's', region: 'r', service: 's3' };
    const unsigned = sign('aws4', given, request('UNSIGNED-PAYLOAD'), CONTEXT);
    expect(unsigned.headers?.['x-amz-content-sha256']).toBeUndefined();
    expect(unsigned.headers).not.toEqual(sign('aws4', given, request(), CONTEXT).headers);
  });

  it('refuses credentials that are not complete, and shows none', () => {
    const request = { method: 'GET', url: new URL('https://a.example/'), headers: {}, body: null };
    const given = { key: 'AKIA', secret: '', region: 'r', service: 's' };
    expect(() => sign('aws4', given, request, CONTEXT)).toThrow(
      'The signing secret is empty or not written as AWS writes it.',
    );
  });
});
