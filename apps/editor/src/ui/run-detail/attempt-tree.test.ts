import type { Attempt } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import {
  attemptTree,
  itemCount,
  itemStatus,
  spanOf,
  statusOf,
  type StepNode,
} from './attempt-tree.ts';

/** An attempt such as `lines[0].pick`, try 2. */
function attempt(place: string, number = 1, over: Partial<Attempt> = {}): Attempt {
  const at = place.lastIndexOf('].') + 1;
  return {
    step: at === 0 ? place : place.slice(at + 1),
    iteration: place.slice(0, at),
    try: number,
    status: 'succeeded',
    input: null,
    output: null,
    error: null,
    started_at: '2026-11-21T08:00:00.000Z',
    finished_at: '2026-11-21T08:00:01.000Z',
    ...over,
  };
}

/** The tree in one line: steps with their tries, items in brackets. */
function outline(nodes: readonly StepNode[]): string {
  return nodes
    .map(({ step, tries, items }) => {
      const inner = items.map((item) => `${item.index}:(${outline(item.steps)})`).join(' ');
      return `${step}×${tries.length}${inner === '' ? '' : `[${inner}]`}`;
    })
    .join(' ');
}

describe('the attempts of a run', () => {
  it('are grouped by step, the tries of one together', () => {
    const nodes = attemptTree([attempt('a'), attempt('b', 2), attempt('b', 1)]);
    expect(outline(nodes)).toBe('a×1 b×2');
    expect(nodes[1]?.tries.map((one) => one.try)).toEqual([1, 2]);
  });

  it('stand inside the item of the loop they were made for, items in their order', () => {
    const nodes = attemptTree([
      attempt('a'),
      attempt('lines[10].pick'),
      attempt('lines[2].pick'),
      attempt('lines[2].pack'),
      attempt('lines'),
      attempt('b'),
    ]);
    expect(outline(nodes)).toBe('a×1 lines×1[2:(pick×1 pack×1) 10:(pick×1)] b×1');
  });

  it('stand inside loops in loops', () => {
    const nodes = attemptTree([
      attempt('lines[0].parts[1].cut'),
      attempt('lines[0].parts[0].cut'),
      attempt('lines[0].parts'),
    ]);
    expect(outline(nodes)).toBe('lines×0[0:(parts×1[0:(cut×1) 1:(cut×1)])]');
    const keys = new Set<string>();
    const collect = (list: readonly StepNode[]): void =>
      list.forEach((node) => {
        keys.add(node.key);
        node.items.forEach(({ steps }) => collect(steps));
      });
    collect(nodes);
    expect([...keys]).toEqual([
      'lines',
      'lines[0].parts',
      'lines[0].parts[0].cut',
      'lines[0].parts[1].cut',
    ]);
  });
});

describe('how a step went', () => {
  it('is how its newest try went', () => {
    const [node] = attemptTree([attempt('a', 1, { status: 'failed' }), attempt('a', 2)]);
    expect(statusOf(node!)).toBe('succeeded');
  });

  it('is, of a loop under way, the worst of its items', () => {
    const [loop] = attemptTree([
      attempt('lines[0].pick'),
      attempt('lines[1].pick', 1, { status: 'failed' }),
      attempt('lines[2].pick', 1, { status: 'running', finished_at: null }),
    ]);
    expect(loop!.items.map(itemStatus)).toEqual(['succeeded', 'failed', 'running']);
    expect(statusOf(loop!)).toBe('failed');
  });

  it('takes from its first beginning to its last end', () => {
    const [loop] = attemptTree([
      attempt('lines[0].pick', 1, { finished_at: '2026-11-21T08:00:09.000Z' }),
      attempt('lines[1].pick', 1, { started_at: '2026-11-21T07:59:00.000Z' }),
      attempt('lines'),
    ]);
    expect(spanOf(loop!)).toEqual({
      from: '2026-11-21T07:59:00.000Z',
      to: '2026-11-21T08:00:09.000Z',
    });
    const [busy] = attemptTree([attempt('a'), attempt('a', 2, { finished_at: null })]);
    expect(spanOf(busy!)?.to).toBeNull();
  });
});

describe('the number of items', () => {
  it('is told by the loop once it has ended, and until then by what was seen', () => {
    const seen = [attempt('lines[0].pick'), attempt('lines[6].pick')];
    expect(itemCount(attemptTree(seen)[0]!)).toBe(7);
    const told = attempt('lines', 1, { input: { items: 40 } });
    expect(itemCount(attemptTree([...seen, told])[0]!)).toBe(40);
  });
});
