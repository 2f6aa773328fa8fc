export const API_PREFIX = 'api/v1';

/** Where people read the API's description. */
export const DOCS_PATH = 'api/docs';

/** True for a controller path that keeps its place instead of going below the API's prefix. */
export function isOutsidePrefix(path: string): boolean {
  return path === DOCS_PATH || path.startsWith(`${DOCS_PATH}/`);
}

/** True for a request path that Nest may have a route for. */
export function isRoutePath(path: string): boolean {
  return path.startsWith(`/${API_PREFIX}/`) || isOutsidePrefix(path.slice(1));
}
