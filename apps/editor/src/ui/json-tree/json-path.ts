const BARE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The JSONPath of a member: `$.trigger.body["a key"][0]`. */
export function childPath(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  return BARE.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}
