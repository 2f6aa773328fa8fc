import type { DigestSession } from '../sign/digest-session.ts';
import type { RawAnswer } from './exchange.ts';

type Attempt = (headers: Readonly<Record<string, string>>) => Promise<RawAnswer>;

/**
 * A call that answers a challenge of HTTP Digest: made once more after a 401 that asks for it, which says
 * that nothing was done. A second 401 is the answer.
 */
export async function answeringDigest(
  digest: DigestSession,
  { origin, method, path }: { origin: string; method: string; path: string },
  attempt: Attempt,
): Promise<RawAnswer> {
  const headers = (): Record<string, string> => {
    const authorization = digest.authorization(origin, method, path);
    return authorization === undefined ? {} : { authorization };
  };
  const answer = await attempt(headers());
  const asked = answer.headers['www-authenticate'];
  if (answer.status !== 401 || asked === undefined) return answer;
  const challenge = typeof asked === 'string' ? asked : asked.join(', ');
  return digest.challenged(origin, challenge) ? attempt(headers()) : answer;
}
