import { isJsonObject, type JsonValue } from '@millrace/model';
import { MAX_DATA_DEPTH, PATH_LIMITS, pathLimit, tooDeep } from './path-limits.ts';
import type { Segment, Selector } from './path-syntax.ts';

/** A value with its place: the root has no parent. */
export interface PathNode {
  value: JsonValue;
  key: string | number;
  parent: PathNode | undefined;
}

/** What one evaluation has selected and looked at so far. */
interface Walk {
  path: string;
  found: PathNode[];
  visits: number;
}

type Select = (node: PathNode, walk: Walk) => void;

/** Turns parsed segments into one function from data to nodes; only own members are data. */
export function compileSegments(
  path: string,
  segments: readonly Segment[],
): (data: JsonValue) => PathNode[] {
  const steps = segments.map(compileSegment);
  return (data) => {
    let nodes: PathNode[] = [{ value: data, key: '$', parent: undefined }];
    const walk: Walk = { path, found: [], visits: 0 };
    for (const step of steps) {
      walk.found = [];
      for (const node of nodes) step(node, walk);
      nodes = walk.found;
    }
    return nodes;
  };
}

/** The child at a name or position (negative from the end), or undefined. */
export function childOf(value: JsonValue, key: string | number): JsonValue | undefined {
  if (typeof key === 'number') {
    return Array.isArray(value) ? value[key < 0 ? value.length + key : key] : undefined;
  }
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function compileSegment(segment: Segment): Select {
  const selects = segment.selectors.map(compileSelector);
  const select: Select = (node, walk) => {
    for (const one of selects) one(node, walk);
  };
  return segment.descendant ? (node, walk) => descend(node, walk, select, 0) : select;
}

function compileSelector(selector: Selector): Select {
  if (selector.kind === 'name') return selectName(selector.name);
  if (selector.kind === 'index') return selectIndex(selector.index);
  if (selector.kind === 'slice') return selectSlice(selector);
  return (node, walk) => eachChild(node, (child) => add(walk, child));
}

function selectName(name: string): Select {
  return (node, walk) => {
    const value = childOf(node.value, name);
    if (value !== undefined) add(walk, { value, key: name, parent: node });
  };
}

function selectIndex(index: number): Select {
  return (node, walk) => {
    const value = childOf(node.value, index);
    if (value === undefined || !Array.isArray(node.value)) return;
    add(walk, { value, key: index < 0 ? node.value.length + index : index, parent: node });
  };
}

function selectSlice({ start, end, step }: Extract<Selector, { kind: 'slice' }>): Select {
  return (node, walk) => {
    if (!Array.isArray(node.value) || step === 0) return;
    const { length } = node.value;
    const from = (bound: number) => (bound < 0 ? length + bound : bound);
    const low = step > 0 ? 0 : -1;
    const high = step > 0 ? length : length - 1;
    const clamp = (bound: number) => Math.min(Math.max(from(bound), low), high);
    const first = start === undefined ? (step > 0 ? 0 : length - 1) : clamp(start);
    const last = end === undefined ? (step > 0 ? length : -1) : clamp(end);
    for (let at = first; step > 0 ? at < last : at > last; at += step) {
      const value = node.value[at];
      if (value !== undefined) add(walk, { value, key: at, parent: node });
    }
  };
}

function descend(node: PathNode, walk: Walk, select: Select, depth: number): void {
  if (depth > MAX_DATA_DEPTH) throw tooDeep();
  visit(walk);
  select(node, walk);
  eachChild(node, (child) => descend(child, walk, select, depth + 1));
}

function eachChild(node: PathNode, use: (child: PathNode) => void): void {
  const { value } = node;
  if (Array.isArray(value)) {
    value.forEach((member, key) => use({ value: member, key, parent: node }));
  } else if (isJsonObject(value)) {
    for (const [key, member] of Object.entries(value)) use({ value: member, key, parent: node });
  }
}

function add(walk: Walk, node: PathNode): void {
  visit(walk);
  walk.found.push(node);
  if (walk.found.length > PATH_LIMITS.results) {
    throw pathLimit(walk.path, `${PATH_LIMITS.results} results`);
  }
}

function visit(walk: Walk): void {
  walk.visits += 1;
  if (walk.visits > PATH_LIMITS.visits) {
    throw pathLimit(walk.path, `${PATH_LIMITS.visits} values looked at`);
  }
}
