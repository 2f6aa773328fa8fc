/**
 * Headers of an answer that a flow may not set. Those of the connection would break the answer; the
 * others would let what a stranger sent act on everything else at this address: cookies, policies,
 * who may read the answer (that is a setting of the trigger), service workers, stored data.
 */
const RESERVED =
  /^(content-length|transfer-encoding|connection|keep-alive|upgrade|trailer|te|date|set-cookie2?|content-security-policy(-report-only)?|access-control-.*|cross-origin-.*|clear-site-data|service-worker-allowed|strict-transport-security|x-content-type-options|x-frame-options)$/i;

/** True for a header that the server sets itself, or keeps from flows. */
export function isReservedAnswerHeader(name: string): boolean {
  return RESERVED.test(name);
}
