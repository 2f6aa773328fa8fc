/** A redirect that was followed: the answer, and where it led, without the values of its query. */
export interface FollowedRedirect {
  status: number;
  method: string;
  url: string;
}

/** True for a status that names another address in `Location` (RFC 9110 §15.4). */
export function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

const SAFE: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** True for a method that changes nothing at the application. */
export function isSafe(method: string): boolean {
  return SAFE.includes(method);
}

/**
 * The method for the address a redirect leads to; undefined when the call is not to go on there.
 * 303 says that the call was done and what came of it can be fetched. 307 and 308 ask to repeat the
 * call as it is, which goes without saying only on the same host. After 301 and 302 a call with an
 * effect is never turned into a GET without body, which would look as if it had been done.
 */
export function methodAfter(
  status: number,
  method: string,
  { sameHost, keepMethod }: { sameHost: boolean; keepMethod: boolean },
): string | undefined {
  if (status === 303) return method === 'HEAD' ? 'HEAD' : 'GET';
  if (isSafe(method) || keepMethod) return method;
  return status >= 307 && sameHost ? method : undefined;
}
