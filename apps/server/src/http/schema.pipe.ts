import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { AppError, isStorable, MOST_FAULTS, pointer, summarise, type Fault } from '@millrace/model';
import type { z } from 'zod';

/** Deeper data overflows the stack of the recursive code behind every schema. */
const MAX_DEPTH = 128;

/**
 * Parses `@Body({ schema })`, `@Query({ schema })` and `@Param(…, { schema })`.
 * Throws REQUEST_INVALID with its faults, or DATA_TOO_DEEP.
 */
@Injectable()
export class SchemaPipe implements PipeTransform {
  async transform(value: unknown, { schema, type, data }: ArgumentMetadata): Promise<unknown> {
    if (schema === undefined) return value;
    refuseDeep(value);
    if (type === 'query' || type === 'param') refuseUnstorable(value, data);
    const result = await schema['~standard'].validate(value ?? {});
    if (result.issues === undefined) return result.value;
    const faults = faultsOfIssues(result.issues);
    throw invalid(faults, result.issues.length);
  }
}

type Issue = Pick<z.core.$ZodIssue, 'message'> & {
  path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined;
  keys?: unknown;
};

/** The first of them: an answer is bounded however much is wrong. */
function faultsOfIssues(issues: readonly Issue[]): Fault[] {
  return issues.slice(0, MOST_FAULTS).flatMap(faultsOfIssue).slice(0, MOST_FAULTS);
}

function faultsOfIssue(issue: Issue): Fault[] {
  const path = (issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part));
  const { keys } = issue;
  if (!Array.isArray(keys)) return [{ path: pointer(path), message: issue.message }];
  return keys.slice(0, MOST_FAULTS).map((key) => ({
    path: pointer([...path, String(key)]),
    message: `"${String(key)}" is not known here.`,
  }));
}

function invalid(faults: Fault[], count: number): AppError {
  const details = count > faults.length ? { faults, count } : { faults };
  return new AppError('REQUEST_INVALID', { summary: summarise(faults) }, { details });
}

/** What stands in a URL is compared with what the database holds, which has no such text. */
function refuseUnstorable(value: unknown, name = ''): void {
  const entries: [string, unknown][] =
    typeof value === 'object' && value !== null ? Object.entries(value) : [[name, value]];
  const bad = entries.filter(([key, one]) => typeof one === 'string' && !isStorable(key + one));
  if (bad.length === 0) return;
  throw invalid(
    bad.slice(0, MOST_FAULTS).map(([key]) => ({
      path: pointer([key.slice(0, 40)]),
      message: 'Leave out U+0000 and half surrogate pairs.',
    })),
    bad.length,
  );
}

function refuseDeep(value: unknown): void {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) throw new AppError('DATA_TOO_DEEP', { limit: MAX_DEPTH });
    level = level.flatMap((one): unknown[] =>
      typeof one === 'object' && one !== null ? Object.values(one) : [],
    );
  }
}
