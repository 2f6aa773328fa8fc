import type { z } from 'zod';

/** Most faults that one answer lists; their number is said beside them. */
export const MOST_FAULTS = 100;

/** One thing wrong with an input: where (a JSON pointer) and what. */
export interface Fault {
  path: string;
  message: string;
}

/** A fault whose place is still a list of keys and positions. */
export interface PlacedFault {
  path: PropertyKey[];
  message: string;
}

/** A zod error as faults with JSON pointers (RFC 6901). */
export function faultsOf(error: z.ZodError): Fault[] {
  return placedFaults(error).map(({ path, message }) => ({ path: pointer(path), message }));
}

/** The faults of a zod error: one for each unknown key, and those of the union's form that was meant. */
export function placedFaults(error: z.ZodError): PlacedFault[] {
  return error.issues.flatMap(faultsOfIssue);
}

function faultsOfIssue(issue: z.core.$ZodIssue): PlacedFault[] {
  if (issue.code === 'unrecognized_keys') {
    const lines = issue.message.split('\n');
    return issue.keys.map((key, at) => ({
      path: [...issue.path, key],
      message: lines[at] ?? issue.message,
    }));
  }
  const meant = issue.code === 'invalid_union' ? meantForm(issue.errors) : undefined;
  if (meant === undefined) return [{ path: issue.path, message: issue.message }];
  return meant
    .flatMap(faultsOfIssue)
    .map(({ path, message }) => ({ path: [...issue.path, ...path], message }));
}

/** The only form of a union whose outline fits the input, so that all its faults lie deeper. */
function meantForm(forms: readonly z.core.$ZodIssue[][]): z.core.$ZodIssue[] | undefined {
  const fitting = forms.filter((issues) => issues.every((issue) => issue.path.length > 0));
  return fitting.length === 1 ? fitting[0] : undefined;
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
