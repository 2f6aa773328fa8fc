import type { MappingPreview } from '@millrace/mapping';
import type { JsonValue } from '@millrace/model';

/** A captured event that a mapping can be tried on. */
export interface Trial {
  id: string;
  receivedAt: string;
  /** What a mapping sees for it; undefined when it is left out. */
  data: (() => JsonValue) | undefined;
  /** Why it is left out. */
  left: { message: string; hint: string } | undefined;
}

export interface Trials {
  /** Newest first; undefined while they load. */
  events: readonly Trial[] | undefined;
  /** Why they could not be had. */
  problem: { detail: string; hint: string } | undefined;
  retry: () => void;
}

export const NO_TRIALS: Trials = { events: [], problem: undefined, retry: () => undefined };

/** What a mapping gives for one event; undefined when the event is left out. */
export interface TrialRow {
  trial: Trial;
  preview: MappingPreview | undefined;
}

/** The rows in a line: `18 of 20 give a value, 2 are missing.` */
export function summaryOf(rows: readonly TrialRow[]): string {
  const judged = rows.filter(({ preview }) => preview !== undefined);
  const missing = judged.filter(({ preview }) => isMissing(preview)).length;
  const left = judged.filter(({ preview }) => preview?.ok === true && preview.type === 'missing');
  const failed = judged.filter(({ preview }) => preview?.ok === false).length - missing;
  const given = judged.length - missing - left.length - failed;
  const parts = [
    `${given} of ${judged.length} ${given === 1 ? 'gives' : 'give'} a value`,
    counted(missing, 'is missing', 'are missing'),
    counted(left.length, 'is left out', 'are left out'),
    counted(failed, 'fails', 'fail'),
  ];
  const types = typesOf(judged);
  const line = `${parts.filter((part) => part !== '').join(', ')}.`;
  return types.length < 2 ? line : `${line} The types differ: ${types.join(', ')}.`;
}

/** True when the mapping found nothing, and that is an error. */
export function isMissing(preview: MappingPreview | undefined): boolean {
  return preview?.ok === false && preview.error.code === 'PATH_MISSING';
}

/** Names of types as people read them. */
export const TYPE_NAMES = {
  string: 'text',
  number: 'number',
  boolean: 'yes or no',
  null: 'null',
  list: 'list',
  object: 'object',
  missing: 'left out',
} as const;

function typesOf(rows: readonly TrialRow[]): string[] {
  const types = rows.flatMap(({ preview }) =>
    preview?.ok === true && preview.type !== 'missing' ? TYPE_NAMES[preview.type] : [],
  );
  return [...new Set(types)];
}

function counted(count: number, one: string, many: string): string {
  return count === 0 ? '' : `${count} ${count === 1 ? one : many}`;
}
