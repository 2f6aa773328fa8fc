/**
 * On every answer of a trigger URL. What stands in it may come from a stranger, and the editor lives
 * at the same address unless another one is set: a browser that shows it runs no script of it and
 * does not guess its type.
 */
export const HOOK_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};
