import type { JsonValue, Missing } from '@millrace/model';
import type { Work } from '../work.ts';
import type { EvaluationBudget } from './evaluation-budget.ts';

/** One evaluation under way. */
export interface Evaluation {
  data: JsonValue;
  /** What finding nothing means where neither the mapping nor its field says. */
  missing: Missing;
  /** What the result may hold. */
  budget: EvaluationBudget;
  work: Work;
  /** What templates ask for beside the data. */
  given: Given;
}

/** The time and the UUIDs that templates get. */
export interface Given {
  /** Milliseconds since 1970. Default: the clock. */
  now?: () => number;
  /** Default: random ones. */
  uuid?: () => string;
}

export type Evaluate = (evaluation: Evaluation) => JsonValue | undefined;

/** What the field of an action says about the mapping it takes. */
export interface FieldRule {
  /** What finding nothing means where the mapping does not say. */
  missing?: 'error' | 'omit' | undefined;
  /** True when text of the data is escaped for HTML. */
  html: boolean;
  /** True when what a template puts into it must not change a path. */
  url?: boolean;
  /** The rule of a member, by its key; of a list's items for a position. */
  member: (key: string | number) => FieldRule;
}

/** Where no field is known: the evaluation says what missing means. */
export const NO_FIELD: FieldRule = { html: false, member: () => NO_FIELD };

/** Writes a value by a codec: `base64`, `mime`; `as` is what the mapping asks for. */
export type Encode = (codec: string, value: JsonValue, as: string | undefined) => JsonValue;

/** How the mappings of flows, or those of manifests, are read. */
export interface Dialect {
  /** True when an object whose members were all left out is left out, and conditions never fail. */
  lenient: boolean;
  encode?: Encode | undefined;
}

/** Where a mapping stands. */
export interface Around {
  rule: FieldRule;
  /** Lists and objects around it. */
  depth: number;
  /** Loops around it. */
  loops: number;
  /** False for what is only looked at: it is no part of the result, and costs none of its budget. */
  counted: boolean;
  dialect: Dialect;
}

export type Compile<Part> = (part: Part, around: Around) => Evaluate;
