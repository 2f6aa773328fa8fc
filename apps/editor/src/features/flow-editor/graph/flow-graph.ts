import type { FlowDocument } from '@millrace/model';
import type { Edge, Node } from '@xyflow/react';
import { countAt, TRIGGER, type Check, type Severity } from '../checks/check.ts';
import type { Catalogue } from './catalogue.ts';
import { describeStep, describeTrigger, type StepIcon, type StepLabel } from './describe-step.ts';
import type { StepStatus } from './step-statuses.ts';

/** Sizes of the computed layout, in canvas units (pixels at zoom 1). */
export const CARD_WIDTH = 280;
export const CARD_HEIGHT = 68;
const GAP = 56;
/** The round button after the last step. */
export const END_SIZE = 32;

/** xyflow lets clicks through nodes it cannot select or drag; ours hold buttons. */
const CLICKABLE = { pointerEvents: 'all' } as const;

/** Ids of the nodes that are not steps; neither can be a step id. */
export const END = 'end:';

/** What a card shows. A type, not an interface: xyflow wants data with an index signature. */
type CardData = {
  title: string;
  summary: string;
  icon: StepIcon;
  /** `trigger` or the id of the step. */
  place: string;
  /** Position among the steps; -1 for the trigger. */
  at: number;
  open: boolean;
  problems: number;
  severity: Severity | undefined;
  status: StepStatus | undefined;
};
export type CardNode = Node<CardData, 'card'>;
/** Where another step can be added: `at` is the position it would take. */
export type EndNode = Node<{ at: number }, 'end'>;
export type InsertEdge = Edge<{ at: number; insertable: boolean }, 'insert'>;

export interface FlowFacts {
  catalogue: Catalogue;
  checks: readonly Check[];
  /** How the shown run went at each place; empty when no run is shown. */
  statuses: ReadonlyMap<string, StepStatus>;
  /** The place whose panel is open. */
  open: string | undefined;
  /** False where nothing can be added: over a run. */
  editable: boolean;
}

export interface FlowGraph {
  nodes: (CardNode | EndNode)[];
  edges: InsertEdge[];
}

/**
 * Nodes and edges of a flow, from the trigger downwards. Positions follow from the order alone;
 * sizes are given, so nothing is measured and nothing jumps.
 */
export function flowGraph(document: FlowDocument, facts: FlowFacts): FlowGraph {
  const { catalogue } = facts;
  const cards = [
    card(TRIGGER, -1, describeTrigger(document.trigger, catalogue), facts),
    ...document.steps.map((step, at) => card(step.id, at, describeStep(step, catalogue), facts)),
  ];
  const end = endNode(document.steps.length);
  const below = [...cards.slice(1), end];
  const edges = cards.map((from, at) => edge(from, below[at] ?? end, at, facts.editable));
  if (!facts.editable) return { nodes: cards, edges: edges.slice(0, -1) };
  // The button after the last card adds there; the line to it needs none of its own.
  return {
    nodes: [...cards, end],
    edges: edges.with(-1, edge(cards.at(-1) ?? end, end, cards.length - 1, false)),
  };
}

function card(place: string, at: number, label: StepLabel, facts: FlowFacts): CardNode {
  const { count, severity } = countAt(facts.checks, place);
  return {
    id: place,
    type: 'card',
    position: { x: -CARD_WIDTH / 2, y: top(at + 1) },
    width: CARD_WIDTH,
    height: CARD_HEIGHT,
    style: CLICKABLE,
    data: {
      ...label,
      place,
      at,
      open: facts.open === place,
      problems: count,
      severity,
      status: facts.statuses.get(place),
    },
  };
}

function endNode(at: number): EndNode {
  return {
    id: END,
    type: 'end',
    position: { x: -END_SIZE / 2, y: top(at + 1) - GAP / 2 },
    width: END_SIZE,
    height: END_SIZE,
    style: CLICKABLE,
    data: { at },
  };
}

function edge(
  from: { id: string },
  to: { id: string },
  at: number,
  insertable: boolean,
): InsertEdge {
  return {
    id: `${from.id}>${to.id}`,
    type: 'insert',
    source: from.id,
    target: to.id,
    data: { at, insertable },
  };
}

/** The upper border of the nth card. */
function top(row: number): number {
  return row * (CARD_HEIGHT + GAP);
}
