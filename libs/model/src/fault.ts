import type { z } from 'zod';

/** One thing wrong with an input: where (a JSON pointer) and what. */
export interface Fault {
  path: string;
  message: string;
}

/** A zod error as faults with JSON pointers (RFC 6901). */
export function faultsOf(error: z.ZodError): Fault[] {
  return error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          path: pointer([...issue.path, key]),
          message: `"${key}" is not known here.`,
        }))
      : [{ path: pointer(issue.path), message: issue.message }],
  );
}

/** The JSON pointer of a path. */
export function pointer(path: readonly PropertyKey[]): string {
  return path
    .map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

/** The first faults in one line, for the `detail` of an error. */
export function summarise(faults: readonly Fault[], most = 3): string {
  const shown = faults.slice(0, most).map((fault) => `${fault.path || '/'}: ${fault.message}`);
  const more = faults.length - shown.length;
  return more > 0 ? `${shown.join(' ')} (and ${more} more)` : shown.join(' ');
}
