import { AppError } from '@millrace/model';

/** The bounds of templates. */
export const TEMPLATE_LIMITS = {
  /** Levels of blocks, else-if chains and sub-expressions. */
  nesting: 64,
  /** Names in one path. */
  parts: 32,
  /** Statements, loop turns and helper calls of one rendering. */
  steps: 200_000,
  /** UTF-16 units of one rendering: 1 MB of ASCII. */
  output: 1_048_576,
  /** Values of one helper call. */
  values: 100,
} as const;

export function templateLimit(limit: string): AppError {
  return new AppError('TEMPLATE_LIMIT', { limit });
}
