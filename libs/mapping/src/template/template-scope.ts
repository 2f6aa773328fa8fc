import type { JsonValue } from '@millrace/model';
import type { PathStep } from '../path/compiled-path.ts';
import { TEMPLATE_LIMITS, templateLimit } from './template-limits.ts';

/** A value and, when it lies in the data, where. */
export interface Found {
  value: JsonValue | undefined;
  at: readonly PathStep[] | undefined;
}

/** What `@index`, `@key`, `@first` and `@last` mean inside a loop. */
export interface Loop {
  index: number;
  key: string | number;
  first: boolean;
  last: boolean;
  outer: Loop | undefined;
}

/** What names mean at one place of a template: `this`, block parameters and the loop around it. */
export interface Scope {
  context: Found;
  outer: Scope | undefined;
  names: ReadonlyMap<string, Found> | undefined;
  loop: Loop | undefined;
}

/** One rendering: its root, its output so far, and what it may still do. */
export class Rendering {
  readonly root: JsonValue;
  readonly html: boolean;
  private readonly parts: string[] = [];
  private size = 0;
  private steps = 0;

  constructor(root: JsonValue, html: boolean) {
    this.root = root;
    this.html = html;
  }

  get text(): string {
    return this.parts.join('');
  }

  /** Counts one step; throws TEMPLATE_LIMIT when the budget is used up. */
  step(): void {
    this.spend(1);
  }

  /** Counts steps before the work is done. */
  spend(steps: number): void {
    this.steps += steps;
    if (this.steps > TEMPLATE_LIMITS.steps) throw templateLimit(`${TEMPLATE_LIMITS.steps} steps`);
  }

  write(text: string): void {
    this.size += text.length;
    if (this.size > TEMPLATE_LIMITS.output) throw templateLimit('1 MB of text');
    this.parts.push(text);
  }
}

export function rootScope(data: JsonValue): Scope {
  return { context: { value: data, at: [] }, outer: undefined, names: undefined, loop: undefined };
}
