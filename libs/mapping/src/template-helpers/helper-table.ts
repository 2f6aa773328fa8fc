import { DATE_HELPERS } from './dates.ts';
import { ENCODING_HELPERS } from './encoding.ts';
import type { Helper, HelperHelp } from './define-helper.ts';
import { LIST_HELPERS } from './lists.ts';
import { LOOKUP } from './lookup.ts';
import { LOGIC_HELPERS } from './logic.ts';
import { NUMBER_HELPERS } from './numbers.ts';
import { QUOTE } from './quote.ts';
import { TEXT_HELPERS } from './text.ts';

const ALL: readonly Helper[] = [
  ...TEXT_HELPERS,
  ...NUMBER_HELPERS,
  ...DATE_HELPERS,
  ...LIST_HELPERS,
  LOOKUP,
  ...LOGIC_HELPERS,
  ...ENCODING_HELPERS,
  QUOTE,
];

/** The helpers of templates, by name. */
export const HELPERS: ReadonlyMap<string, Helper> = new Map(
  ALL.map((helper) => [helper.name, helper]),
);

/** What people read about each helper, group by group. */
export const HELPER_HELP: readonly HelperHelp[] = ALL.map(
  ({ name, group, usage, summary, gives, examples }) => ({
    name,
    group,
    usage,
    summary,
    gives,
    examples,
  }),
);
