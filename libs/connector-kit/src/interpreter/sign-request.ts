import { randomUUID } from 'node:crypto';
import type { Manifest } from '@millrace/model';
import { encodeBody, type RequestBody } from '../http/request-body.ts';
import { percentEncode } from '../sign/percent.ts';
import { sign } from '../sign/sign.ts';
import { compileSecretTexts, fillSecretTexts } from '../wire/secret-text.ts';
import type { Account } from './account.ts';
import { secretTextNames, type Authorised } from './authorise.ts';
import type { Prepared } from './prepared.ts';

/** What is signed: a request with everything but its signature. */
interface Signable {
  prepared: Prepared;
  authorised: Authorised;
  headers: Record<string, string>;
  body: RequestBody | undefined;
}

/** Where a signed request goes, and the headers that sign it; nothing for accounts that do not sign. */
export type SignRequest = (
  account: Account,
  signable: Signable,
  now: Date,
) => { url: string; headers: Record<string, string> } | undefined;

/** Compiles the signers of a manifest. */
export function compileSign(manifest: Manifest): SignRequest {
  const names = secretTextNames(manifest);
  const signers = new Map(
    Object.entries(manifest.auth).flatMap(([id, auth]) =>
      auth.kind === 'sign'
        ? [[id, { scheme: auth.scheme, given: compileSecretTexts(auth.with, names) }] as const]
        : [],
    ),
  );
  return (account, { prepared, authorised, headers, body }, now) => {
    const signer = signers.get(account.authId);
    if (signer === undefined || !prepared.withAccount) return undefined;
    const url = withQuery(authorised.url, authorised.query);
    const encoded = encodeBody(manifest.name, body);
    const { content } = encoded;
    const request = {
      method: prepared.method,
      url: new URL(url),
      headers: { ...encoded.headers, ...headers },
      body: typeof content === 'string' || content === null ? content : Buffer.concat(content),
    };
    const service = signer.scheme === 'aws4' ? { service: prepared.server ?? 'api' } : {};
    const given = { ...service, ...fillSecretTexts(signer.given, account.texts) };
    const signature = sign(signer.scheme, given, request, {
      now,
      nonce: randomUUID().replaceAll('-', ''),
    });
    return { url: withQuery(url, signature.query ?? []), headers: signature.headers ?? {} };
  };
}

/** Signers count a plus sign as a space: queries are written with %20. */
function withQuery(url: string, pairs: Prepared['query']): string {
  if (pairs.length === 0) return url;
  const text = pairs
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .join('&');
  return `${url}${url.includes('?') ? '&' : '?'}${text}`;
}
