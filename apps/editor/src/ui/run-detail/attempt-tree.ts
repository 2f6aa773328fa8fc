import { isJsonObject, type Attempt, type AttemptStatus } from '@millrace/model';

/** A step of a run with all its tries and, of a loop, what was done for each item. */
export interface StepNode {
  /** Tells it from the same step of another item. */
  key: string;
  step: string;
  /** Oldest first; empty while only steps inside the loop are known. */
  tries: Attempt[];
  /** By position; empty for everything but loops. */
  items: ItemNode[];
}

/** One item of a loop. */
export interface ItemNode {
  key: string;
  /** From 0. */
  index: number;
  steps: StepNode[];
}

/** Where several steps are summed up, what is worth telling first. */
const WORST_FIRST = ['in_doubt', 'failed', 'running', 'succeeded', 'skipped'] as const;

const LOOP_PLACE = /([A-Za-z_]\w*)\[(\d+)\]/g;

/** The attempts of a run by step and, inside loops, by item. Steps stand in the order they began. */
export function attemptTree(attempts: readonly Attempt[]): StepNode[] {
  const known = new Map<string, StepNode>();
  const knownItems = new Map<string, ItemNode>();
  const roots: StepNode[] = [];

  const stepIn = (list: StepNode[], prefix: string, step: string): StepNode => {
    const key = `${prefix}${step}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const node: StepNode = { key, step, tries: [], items: [] };
    known.set(key, node);
    list.push(node);
    return node;
  };

  for (const attempt of attempts) {
    let list = roots;
    let prefix = '';
    for (const [place, loop = '', index] of attempt.iteration.matchAll(LOOP_PLACE)) {
      const node = stepIn(list, prefix, loop);
      prefix = `${prefix}${place}.`;
      let item = knownItems.get(prefix);
      if (item === undefined) {
        item = { key: prefix, index: Number(index), steps: [] };
        knownItems.set(prefix, item);
        node.items.push(item);
      }
      list = item.steps;
    }
    stepIn(list, prefix, attempt.step).tries.push(attempt);
  }
  for (const node of known.values()) {
    node.tries.sort((a, b) => a.try - b.try);
    node.items.sort((a, b) => a.index - b.index);
  }
  return roots;
}

/** How a step went in the end: its newest try, or the worst of what is inside. */
export function statusOf(node: StepNode): AttemptStatus {
  return node.tries.at(-1)?.status ?? worst(node.items.map(itemStatus)) ?? 'running';
}

/** How one item went: the worst of its steps. */
export function itemStatus(item: ItemNode): AttemptStatus {
  return worst(item.steps.map(statusOf)) ?? 'running';
}

/** How many items a loop has in all: its own attempt tells it once it has one. */
export function itemCount(node: StepNode): number {
  const newest = node.tries.at(-1);
  const seen = (node.items.at(-1)?.index ?? -1) + 1;
  const input = newest?.input;
  const told = isJsonObject(input) ? Number(input['items']) : 0;
  return Math.max(seen, Number.isInteger(told) ? told : 0);
}

/** True for an item with a step that failed or may have. */
export function isTroubled(item: ItemNode): boolean {
  return ['failed', 'in_doubt'].includes(itemStatus(item));
}

/** When a step began and ended with all that is inside it; the end is null while something goes on. */
export function spanOf(node: StepNode): { from: string; to: string | null } | undefined {
  const spans = [
    ...node.tries.map(({ started_at: from, finished_at: to }) => ({ from, to })),
    ...node.items.flatMap(({ steps }) => steps.map(spanOf)).filter((span) => span !== undefined),
  ];
  return spans.reduce<{ from: string; to: string | null } | undefined>((whole, span) => {
    if (whole === undefined) return span;
    const to = whole.to === null || span.to === null ? null : later(whole.to, span.to);
    return { from: later(whole.from, span.from) === span.from ? whole.from : span.from, to };
  }, undefined);
}

function later(a: string, b: string): string {
  return Date.parse(b) >= Date.parse(a) ? b : a;
}

function worst(statuses: readonly AttemptStatus[]): AttemptStatus | undefined {
  return WORST_FIRST.find((status) => statuses.includes(status));
}
