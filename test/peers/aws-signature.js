import { strict as assert } from 'node:assert';
import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';

/** As the library wants hashes: keyed or not. */
class Sha256 {
  constructor(secret) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret);
  }

  update(data) {
    this.hash.update(data);
  }

  digest() {
    return Promise.resolve(new Uint8Array(this.hash.digest()));
  }
}

const DATE = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;
const PARTS =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]+)$/;

/** Signs requests again with AWS's own signer, at their own time, and expects the same signature. */
export async function verifySignatures(requests, { access_key, secret_key }, service) {
  assert.ok(requests.length > 0, 'Nothing was signed.');
  for (const { method, host, path, headers, body } of requests) {
    const [, id, region, signedFor, names, signature] = PARTS.exec(headers.authorization) ?? [];
    assert.equal(id, access_key);
    assert.equal(signedFor, service);
    const url = new URL(path, `https://${host}`);
    const query = Object.fromEntries(url.searchParams);
    const signed = names.split(';');
    assert.ok(signed.includes('host') && signed.includes('x-amz-date'), names);
    const own = Object.fromEntries(
      signed.map((name) => [name, name === 'host' ? host : headers[name]]),
    );
    const signer = new SignatureV4({
      ...{ service, region, sha256: Sha256, uriEscapePath: service !== 's3', applyChecksum: false },
      credentials: { accessKeyId: access_key, secretAccessKey: secret_key },
    });
    const again = await signer.sign(
      { method, protocol: 'https:', hostname: host, path: url.pathname, query, headers: own, body },
      { signingDate: new Date(headers['x-amz-date'].replace(DATE, '$1-$2-$3T$4:$5:$6Z')) },
    );
    assert.equal(PARTS.exec(again.headers.authorization)?.[5], signature);
  }
}

/** What differs because of the moment of signing, and the headers in which the SDK names itself. */
export const OF_THE_MOMENT = {
  'header/x-amz-date': 'The moment of signing.',
  'header/authorization':
    'Signed at another moment; the signature is verified with the SDK’s signer.',
  'header/x-amz-content-sha256': 'The hash of the body, which only S3 asks for.',
};
