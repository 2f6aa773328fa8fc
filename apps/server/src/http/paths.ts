export const API_PREFIX = 'api/v1';

/** Where people read the API's description. */
export const DOCS_PATH = 'api/docs';

/** Where browsers come back to from applications that connect an account. */
export const CALLBACK_PATH = 'oauth/callback';

/** Paths of controllers that stay outside the API's prefix. */
export const OUTSIDE_PREFIX = [DOCS_PATH, CALLBACK_PATH];

/** True for a controller path that keeps its place instead of going below the API's prefix. */
export function isOutsidePrefix(path: string): boolean {
  return OUTSIDE_PREFIX.some((one) => path === one || path.startsWith(`${one}/`));
}

/** True for a request path that Nest may have a route for. */
export function isRoutePath(path: string): boolean {
  return path.startsWith(`/${API_PREFIX}/`) || isOutsidePrefix(path.slice(1));
}
