import type { JsonObject, JsonValue } from '@millrace/model';
import type { RunState } from './state.ts';

/**
 * What the mappings of one sequence see. Outputs are added step by step; data once handed out never
 * changes, because a mapping may keep a part of it (`$.steps`) as its value.
 */
export class Scope {
  private readonly base: JsonObject;
  private steps: JsonObject;
  private view: JsonObject | undefined;
  private shared: boolean;
  /** The time that mappings get, in milliseconds since 1970: the same when they are evaluated again. */
  now: number;

  private constructor(base: JsonObject, steps: JsonObject, shared: boolean, now: number) {
    this.now = now;
    this.base = base;
    this.steps = steps;
    this.shared = shared;
  }

  /** What the first step of a run sees. */
  static root({ trigger, flow, document, runId, startedAt }: RunState): Scope {
    const { id, version } = flow;
    const base = { trigger, flow: { id, name: document.name, version }, run: { id: runId } };
    return new Scope(base, {}, false, startedAt.getTime());
  }

  /** What the first step of a sequence inside sees: all that is seen here, and more. What is added there is not seen here. */
  inner(more?: JsonObject): Scope {
    this.shared = true;
    const base = more === undefined ? this.base : { ...this.base, ...more };
    return new Scope(base, this.steps, true, this.now);
  }

  /** `error` is left out for steps whose failure ends the run: they never have one. */
  add(stepId: string, output: JsonValue, error?: JsonValue): void {
    const seen: JsonObject = error === undefined ? { output } : { output, error };
    if (this.shared) this.steps = { ...this.steps };
    this.shared = false;
    this.view = undefined;
    // An assignment to __proto__, which is a good step id, would not define it.
    if (stepId === '__proto__') {
      Object.defineProperty(this.steps, stepId, { value: seen, enumerable: true });
    } else this.steps[stepId] = seen;
  }

  data(): JsonObject {
    this.shared = true;
    this.view ??= { ...this.base, steps: this.steps };
    return this.view;
  }
}
