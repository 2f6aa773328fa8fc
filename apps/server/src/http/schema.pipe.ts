import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { AppError, pointer, summarise, type Fault } from '@millrace/model';
import type { z } from 'zod';

/** Deeper data overflows the stack of the recursive code behind every schema. */
const MAX_DEPTH = 128;

/**
 * Parses `@Body({ schema })`, `@Query({ schema })` and `@Param(…, { schema })`.
 * Throws REQUEST_INVALID with its faults, or DATA_TOO_DEEP.
 */
@Injectable()
export class SchemaPipe implements PipeTransform {
  async transform(value: unknown, { schema }: ArgumentMetadata): Promise<unknown> {
    if (schema === undefined) return value;
    refuseDeep(value);
    const result = await schema['~standard'].validate(value ?? {});
    if (result.issues === undefined) return result.value;
    const faults = result.issues.flatMap(faultsOfIssue);
    throw new AppError('REQUEST_INVALID', { summary: summarise(faults) }, { details: { faults } });
  }
}

type Issue = Pick<z.core.$ZodIssue, 'message'> & {
  path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined;
  keys?: unknown;
};

function faultsOfIssue(issue: Issue): Fault[] {
  const path = (issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part));
  const { keys } = issue;
  if (!Array.isArray(keys)) return [{ path: pointer(path), message: issue.message }];
  return keys.map((key) => ({
    path: pointer([...path, String(key)]),
    message: `"${String(key)}" is not known here.`,
  }));
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
