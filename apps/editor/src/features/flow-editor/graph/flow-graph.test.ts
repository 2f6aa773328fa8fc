import type { FlowDocument } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, templateFlow } from '../testing.ts';
import { flowGraph, type FlowFacts } from './flow-graph.ts';
import { CARD_HEIGHT, CARD_WIDTH, END } from './flow-layout.ts';

const FACTS: FlowFacts = {
  catalogue: CATALOGUE,
  checks: [],
  statuses: new Map(),
  open: undefined,
  editable: true,
};

describe('the graph of a flow', () => {
  it('goes from the trigger down through the steps to the place for the next one', () => {
    const { nodes } = flowGraph(templateFlow(), FACTS);
    expect(nodes.map((node) => node.id)).toEqual([
      'trigger',
      'paid',
      'member',
      'subscribe',
      'tag',
      END,
    ]);
    const tops = nodes.map((node) => node.position.y);
    expect(tops).toEqual(tops.toSorted((a, b) => a - b));
  });

  it('centres every node on one line and lets none overlap', () => {
    const { nodes } = flowGraph(templateFlow(), FACTS);
    for (const node of nodes) expect(node.position.x).toBe(-(node.width ?? 0) / 2);
    nodes.slice(1).forEach((node, at) => {
      const above = nodes[at]!;
      expect(node.position.y).toBeGreaterThanOrEqual(above.position.y + (above.height ?? 0));
    });
  });

  it('gives every card its size, so that nothing has to be measured', () => {
    const [first] = flowGraph(templateFlow(), FACTS).nodes;
    expect([first?.width, first?.height]).toEqual([CARD_WIDTH, CARD_HEIGHT]);
  });

  it('offers to add a step on each line between cards and once at the end', () => {
    const { edges, nodes } = flowGraph(templateFlow(), FACTS);
    expect(
      edges.map(({ source, data }) => [source, data?.insert?.place.after, data?.insert?.label]),
    ).toEqual([
      ['trigger', null, 'Add a step at position 1'],
      ['paid', 'paid', 'Add a step at position 2'],
      ['member', 'member', 'Add a step at position 3'],
      ['subscribe', 'subscribe', 'Add a step at position 4'],
      ['tag', undefined, undefined],
    ]);
    expect(nodes.at(-1)?.data).toEqual({
      place: { after: 'tag', in: undefined },
      label: 'Add a step at the end',
      first: false,
    });
  });

  it('offers to add the first step of an empty flow', () => {
    const empty: FlowDocument = { ...templateFlow(), steps: [] };
    const { nodes, edges } = flowGraph(empty, FACTS);
    expect(nodes.map((node) => node.id)).toEqual(['trigger', END]);
    expect(nodes.at(-1)?.data).toMatchObject({ place: { after: null }, first: true });
    expect(edges).toMatchObject([{ source: 'trigger', target: END, data: { insert: undefined } }]);
  });

  it('offers nothing where the flow is only shown', () => {
    const { nodes, edges } = flowGraph(templateFlow(), { ...FACTS, editable: false });
    expect(nodes.map((node) => node.id)).not.toContain(END);
    expect(edges).toHaveLength(4);
    expect(edges.some((edge) => edge.data?.insert !== undefined)).toBe(false);
  });

  it('says on each card what it is, what it does, its problems and how it went', () => {
    const { nodes } = flowGraph(templateFlow(), {
      ...FACTS,
      open: 'subscribe',
      checks: [
        { place: 'subscribe', severity: 'warning', message: 'a' },
        { place: 'subscribe', severity: 'error', message: 'b' },
      ],
      statuses: new Map([['subscribe', 'failed']]),
    });
    expect(nodes.find((node) => node.id === 'subscribe')?.data).toEqual({
      title: 'Add to audience',
      summary: 'Add or update member · Mailchimp',
      icon: { connector: 'mailchimp' },
      place: 'subscribe',
      where: 'Step 3:',
      open: true,
      problems: 2,
      severity: 'error',
      status: 'failed',
      block: undefined,
    });
    expect(nodes.find((node) => node.id === 'paid')?.data).toMatchObject({
      summary: 'status is one of processing, completed',
      problems: 0,
      severity: undefined,
      status: undefined,
    });
  });

  it('still shows a step whose connector is not there', () => {
    const { nodes } = flowGraph(templateFlow(), { ...FACTS, catalogue: [] });
    expect(nodes.find((node) => node.id === 'tag')?.data).toMatchObject({
      title: 'Tag as customer',
      summary: 'mailchimp.add-tags · mailchimp',
    });
    expect(nodes[0]?.data).toMatchObject({ title: 'Webhook', summary: 'Any application' });
  });
});
