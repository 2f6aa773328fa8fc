import type { Auth } from '@millrace/model';
import type { HttpRequest } from '../http/http-client.ts';
import { clientCertificate, trustOf, type Trust } from '../http/trust.ts';
import { DigestSession } from '../sign/digest-session.ts';
import { fillSecretText } from '../wire/secret-text.ts';
import type { Account } from './account.ts';

/** How the calls of an account go out, apart from what stands in their headers. */
export type Way = Pick<HttpRequest, 'trust' | 'digest' | 'proxy'>;

/** By the account: a challenge is remembered over its calls, and certificates are read once. */
const ways = new WeakMap<Account, Way>();

/** The way of an account. Throws CONNECTION_INVALID for what is no certificate, and VALUE_UNWRITABLE. */
export function wayOfAccount(account: Account): Way {
  const known = ways.get(account);
  if (known !== undefined) return known;
  const way = {
    trust: trustOfAccount(account),
    digest: digestOf(account),
    proxy: proxyOf(account),
  };
  ways.set(account, way);
  return way;
}

/** Which certificates an account accepts beside the usual ones, and shows. Throws CONNECTION_INVALID. */
export function trustOfAccount({ name, texts, auth }: Account): Trust | undefined {
  const { ca, certificate_fingerprint: pin } = texts;
  const values = {
    ...(ca === undefined ? {} : { ca }),
    ...(pin === undefined ? {} : { certificate_fingerprint: pin }),
  };
  const trust = trustOf({ name, values });
  const { client_cert: shown } = auth;
  if (shown === undefined) return trust;
  const [cert, key] = [fillSecretText(shown.cert, texts), fillSecretText(shown.key, texts)];
  return { ...trust, client: clientCertificate(name, { cert, key }) };
}

function digestOf({ auth, texts }: { auth: Auth; texts: Account['texts'] }): Way['digest'] {
  if (auth.kind !== 'digest') return undefined;
  const { user, password } = auth;
  return new DigestSession(fillSecretText(user, texts), fillSecretText(password, texts));
}

function proxyOf({ texts }: Account): Way['proxy'] {
  const { proxy: url = '', proxy_user: user, proxy_password: password } = texts;
  return url === '' ? undefined : { url, user, password };
}
