import { AppError, isExactNumber, type JsonValue } from '@millrace/model';
import { MAX_DATA_DEPTH, tooDeep } from '../path/path-limits.ts';

/** What one evaluation of a mapping may give. Each stays far below 50 ms of work. */
const MAPPING_LIMITS = {
  /** Values in the result, members of members included. */
  values: 200_000,
  /** Characters of all texts in the result: what a run stores and an action sends. */
  text: 32 * 1024 * 1024,
} as const;

/**
 * Counts what one evaluation gives. A list that names `$.trigger` a thousand times is small in
 * memory and a thousand bodies once it is written.
 */
export class EvaluationBudget {
  private values = 0;
  private text = 0;

  /** Throws MAPPING_LIMIT, and DATA_TOO_DEEP before code behind this could overflow the stack. */
  spend(value: JsonValue, depth = 0): void {
    this.count();
    if (typeof value === 'string') return this.spendText(value.length);
    if (typeof value !== 'object' || value === null) return;
    if (isExactNumber(value)) return this.spendText(value.text.length);
    if (depth >= MAX_DATA_DEPTH) throw tooDeep();
    if (Array.isArray(value)) {
      for (const member of value) this.spend(member, depth + 1);
      return;
    }
    for (const key of Object.keys(value)) {
      const member = value[key];
      if (member !== undefined) this.spend(member, depth + 1);
    }
  }

  /** Counts one value, without what is in it. */
  count(): void {
    this.values += 1;
    if (this.values > MAPPING_LIMITS.values)
      throw limit(`${MAPPING_LIMITS.values} values in its result`);
  }

  private spendText(characters: number): void {
    this.text += characters;
    if (this.text > MAPPING_LIMITS.text)
      throw limit(`${MAPPING_LIMITS.text} characters in its result`);
  }
}

function limit(bound: string): AppError {
  return new AppError('MAPPING_LIMIT', { limit: bound });
}
