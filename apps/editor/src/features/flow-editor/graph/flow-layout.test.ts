import fc from 'fast-check';
import { placedSteps, requireFlowDocument, type FlowDocument } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { nestedFlow } from '../testing.ts';
import { CATALOGUE } from '../testing.ts';
import { flowGraph, type FlowNode } from './flow-graph.ts';
import { END, frameId, joinId, laneId } from './flow-layout.ts';

function graphOf(document: FlowDocument, editable = true) {
  return flowGraph(document, {
    catalogue: CATALOGUE,
    checks: [],
    statuses: new Map(),
    open: undefined,
    editable,
  });
}

function boxOf(node: FlowNode | undefined) {
  if (node === undefined) throw new Error('There is no such node.');
  const { x, y } = node.position;
  return { left: x, top: y, right: x + (node.width ?? 0), bottom: y + (node.height ?? 0) };
}

function boxes(document: FlowDocument, editable = true) {
  const { nodes } = graphOf(document, editable);
  return (id: string) => boxOf(nodes.find((node) => node.id === id));
}

function overlap(a: ReturnType<typeof boxOf>, b: ReturnType<typeof boxOf>): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

describe('the graph of a flow that branches and loops', () => {
  const flow = nestedFlow();

  it('puts the paths of a branch side by side, in their order, with otherwise last', () => {
    const box = boxes(flow);
    const [big, small, rest] = [0, 1, 'otherwise' as const].map((key) => box(laneId('size', key)));
    expect(big!.right).toBeLessThan(small!.left);
    expect(small!.right).toBeLessThan(rest!.left);
    expect(new Set([big!.top, small!.top, rest!.top]).size).toBe(1);
    expect(box('mail').top).toBeGreaterThan(big!.bottom);
  });

  it('names each path on the line into it', () => {
    const names = graphOf(flow).nodes.flatMap((node) =>
      node.type === 'lane' ? [node.data.name] : [],
    );
    expect(names).toEqual(['big order', 'small order', 'otherwise']);
  });

  it('frames what a loop repeats, and goes on below the frame', () => {
    const box = boxes(flow);
    const frame = box(frameId('lines'));
    for (const id of ['lines', 'pick']) {
      expect(box(id).top).toBeGreaterThan(frame.top);
      expect(box(id).bottom).toBeLessThan(frame.bottom);
      expect(box(id).left).toBeGreaterThan(frame.left);
      expect(box(id).right).toBeLessThan(frame.right);
    }
    expect(
      graphOf(flow).edges.some(
        ({ source, target }) => `${source} ${target}` === `${frameId('lines')} ${END}size:0`,
      ),
    ).toBe(true);
  });

  it('lets the paths meet again, save one that stops', () => {
    const into = graphOf(flow).edges.filter(({ target }) => target === joinId('size'));
    expect(into.map(({ source }) => source)).toEqual([`${END}size:0`, `${END}size:1`]);
    const on = graphOf(flow).edges.find(({ source }) => source === joinId('size'));
    expect(on).toMatchObject({ target: 'done', data: { insert: { place: { after: 'size' } } } });
  });

  it('offers a place for a step in every sequence, by its name', () => {
    const labels = graphOf(flow).nodes.flatMap((node) =>
      node.type === 'end' ? [node.data.label] : [],
    );
    expect(labels).toEqual([
      'Add a step at the end of For each',
      'Add a step at the end of How big?: big order',
      'Add a step at the end of How big?: small order',
      'Add a step at the end of How big?: otherwise',
      'Add a step at the end',
    ]);
  });

  it('says of each card where it stands', () => {
    const where = graphOf(flow).nodes.flatMap((node) =>
      node.type === 'card' ? [`${node.data.where} ${node.data.title}`] : [],
    );
    expect(where).toEqual([
      'Trigger: Order created',
      'Step 1: How big?',
      'Step 1 of How big?: big order: Add tags',
      'Step 2 of How big?: big order: For each',
      'Step 1 of For each: Set fields',
      'Step 1 of How big?: otherwise: Stop',
      'Step 2: Set fields',
    ]);
  });
});

/** Nothing but the shape of a flow: numbers stand for plain steps. */
type Shape = number | { loop: Shape[] } | { paths: Shape[][] };

const aShape = fc.letrec<{ shape: Shape; sequence: Shape[] }>((tie) => ({
  sequence: fc.array(tie('shape'), { maxLength: 3, depthIdentifier: 'flow' }),
  shape: fc.oneof(
    { depthSize: 'small', withCrossShrink: true, depthIdentifier: 'flow' },
    fc.nat(),
    fc.record({ loop: tie('sequence') }),
    fc.record({ paths: fc.array(tie('sequence'), { minLength: 1, maxLength: 3 }) }),
  ),
})).sequence;

function flowOf(shapes: Shape[]): FlowDocument {
  let count = 0;
  const steps = (list: Shape[]): unknown[] => list.map(step);
  const step = (shape: Shape): unknown => {
    count += 1;
    const id = `s${count}`;
    if (typeof shape === 'number') return { id, kind: 'set', fields: {} };
    if ('loop' in shape) return { id, kind: 'for-each', items: [], steps: steps(shape.loop) };
    const paths = shape.paths.map((inner, at) => ({
      name: `p${at}`,
      when: { all: [] },
      steps: steps(inner),
    }));
    return { id, kind: 'branch', paths };
  };
  return requireFlowDocument({
    millrace: 1,
    name: 'A',
    trigger: { kind: 'manual' },
    steps: steps(shapes),
  });
}

describe('whatever the flow', () => {
  it('no two nodes lie on each other, save a frame and what is in it', () => {
    fc.assert(
      fc.property(aShape, fc.boolean(), (shapes, editable) => {
        const document = flowOf(shapes);
        const { nodes } = graphOf(document, editable);
        const inside = (frame: string, id: string): boolean => {
          const owner = frame.slice('frame:'.length);
          return (
            id === frame ||
            id.includes(`:${owner}:`) ||
            placedSteps(document).some(
              ({ step, inside: around }) =>
                [...around, step].some((one) => one.id === owner) &&
                (id === step.id || id.split(':')[1] === step.id),
            )
          );
        };
        for (const [at, a] of nodes.entries()) {
          for (const b of nodes.slice(at + 1)) {
            if (!overlap(boxOf(a), boxOf(b))) continue;
            const framed =
              (a.type === 'frame' && inside(a.id, b.id)) ||
              (b.type === 'frame' && inside(b.id, a.id));
            expect([a.id, b.id, framed]).toEqual([a.id, b.id, true]);
          }
        }
      }),
    );
  });

  it('every line joins two nodes and goes down', () => {
    fc.assert(
      fc.property(aShape, fc.boolean(), (shapes, editable) => {
        const { nodes, edges } = graphOf(flowOf(shapes), editable);
        const box = (id: string) => boxOf(nodes.find((node) => node.id === id));
        for (const { source, target } of edges) {
          expect(box(target).top).toBeGreaterThanOrEqual(box(source).bottom);
        }
        expect(new Set(edges.map(({ id }) => id)).size).toBe(edges.length);
      }),
    );
  });
});
