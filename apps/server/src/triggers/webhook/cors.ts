import type { IncomingMessage } from 'node:http';
import type { WebhookTrigger } from '@millrace/model';

/** Browsers ask again after this time. */
const MAX_AGE_S = '600';
const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';

/**
 * What a browser is told of a request from a page of the web, as the flow's trigger allows it
 * (https://fetch.spec.whatwg.org/#http-cors-protocol). Nothing for pages that may not call.
 */
export function corsHeaders(
  { cors }: WebhookTrigger,
  request: IncomingMessage,
): Record<string, string> {
  const { origin } = request.headers;
  if (origin === undefined || cors === undefined) return {};
  const all = cors.origins.includes('*');
  if (!all && !cors.origins.includes(origin)) return { Vary: 'Origin' };
  return { 'Access-Control-Allow-Origin': all ? '*' : origin, ...(all ? {} : { Vary: 'Origin' }) };
}

/** The answer to the question before such a request. It is no event. */
export function preflightHeaders(
  trigger: WebhookTrigger,
  request: IncomingMessage,
): Record<string, string> {
  const allowed = corsHeaders(trigger, request);
  if (allowed['Access-Control-Allow-Origin'] === undefined) return { Allow: METHODS, ...allowed };
  const wanted = request.headers['access-control-request-headers'];
  return {
    Allow: METHODS,
    ...allowed,
    'Access-Control-Allow-Methods': METHODS,
    ...(wanted === undefined ? {} : { 'Access-Control-Allow-Headers': wanted }),
    'Access-Control-Max-Age': MAX_AGE_S,
  };
}
