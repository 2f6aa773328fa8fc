import type { HttpClient } from './http/http-client.ts';

const HEADER = 'idempotency-key';

/**
 * An HTTP client whose calls all carry an Idempotency-Key, unless they bring their own. The first call
 * carries the key itself, later ones of the same action the key and their number: applications
 * refuse one key on two different calls.
 */
export function withIdempotencyKey(http: HttpClient, key: string): HttpClient {
  let calls = 0;
  return {
    ...http,
    request(request) {
      calls += 1;
      const { headers = {} } = request;
      const own = Object.keys(headers).some((name) => name.toLowerCase() === HEADER);
      if (own) return http.request(request);
      const value = calls === 1 ? key : `${key}-${calls}`;
      return http.request({ ...request, headers: { ...headers, [HEADER]: value } });
    },
  };
}
