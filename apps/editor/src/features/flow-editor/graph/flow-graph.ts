import { sequencesOf, type FlowDocument, type Step, type StepPlace } from '@millrace/model';
import type { Edge, Node } from '@xyflow/react';
import { countAt, TRIGGER, type Check, type Severity } from '../checks/check.ts';
import { CANVAS_LABELS } from './aria-labels.ts';
import type { Catalogue } from './catalogue.ts';
import { describeStep, describeTrigger, type StepIcon, type StepLabel } from './describe-step.ts';
import {
  CARD_HEIGHT,
  CARD_WIDTH,
  FRAME_PADDING,
  GAP,
  layOut,
  sizeOf,
  type LaidEdge,
  type LaidNode,
} from './flow-layout.ts';
import type { Rect } from './revealed.ts';
import { sequenceName } from './sequence-names.ts';
import type { StepStatus } from './step-statuses.ts';

/** xyflow lets clicks through nodes it cannot select or drag; ours hold buttons. */
const CLICKABLE = { pointerEvents: 'all' } as const;
/** What is only drawn lets the canvas be dragged through it. */
const DRAWN = { pointerEvents: 'none' } as const;

/** What a card shows. A type, not an interface: xyflow wants data with an index signature. */
type CardData = {
  title: string;
  summary: string;
  icon: StepIcon;
  /** `trigger` or the id of the step. */
  place: string;
  /** Where it stands, for those who do not see it: "Step 2 of big order:". */
  where: string;
  open: boolean;
  problems: number;
  severity: Severity | undefined;
  status: StepStatus | undefined;
  /** The room of a branch or loop with all that is in it. */
  block: Rect | undefined;
};
export type CardNode = Node<CardData, 'card'>;
/** Where a step can be added at the end of a sequence. */
export type EndNode = Node<{ place: StepPlace; label: string; first: boolean }, 'end'>;
/** The name of a path of a branch. */
export type LaneNode = Node<{ name: string; otherwise: boolean }, 'lane'>;
/** What surrounds a loop. */
export type FrameNode = Node<{ open: boolean }, 'frame'>;
type JoinNode = Node<Record<string, never>, 'join'>;
export type FlowNode = CardNode | EndNode | LaneNode | FrameNode | JoinNode;
/** `insert` where a step can be added on the line. */
export type InsertEdge = Edge<
  { insert: { place: StepPlace; label: string } | undefined },
  'insert'
>;

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
  nodes: FlowNode[];
  edges: InsertEdge[];
}

/** Nodes and edges of a flow. Sizes are given, so nothing is measured and nothing jumps. */
export function flowGraph(document: FlowDocument, facts: FlowFacts): FlowGraph {
  const start = { address: undefined, from: TRIGGER, x: 0, y: CARD_HEIGHT + GAP };
  const empty = document.steps.length === 0;
  const y = empty ? start.y - GAP / 2 : start.y;
  const layout = layOut(document.steps, { ...start, y }, facts.editable);
  const trigger: CardNode = {
    ...box({ id: TRIGGER, x: -CARD_WIDTH / 2, y: 0, width: CARD_WIDTH, height: CARD_HEIGHT }),
    type: 'card',
    style: CLICKABLE,
    data: {
      ...cardData(
        TRIGGER,
        CANVAS_LABELS.trigger,
        describeTrigger(document.trigger, facts.catalogue),
        facts,
      ),
      block: undefined,
    },
  };
  return {
    nodes: [trigger, ...layout.nodes.map((node) => flowNode(node, document, facts))],
    edges: layout.edges.map((edge) => flowEdge(edge, document, facts.catalogue)),
  };
}

function flowNode(node: LaidNode, document: FlowDocument, facts: FlowFacts): FlowNode {
  switch (node.kind) {
    case 'card': {
      const { step } = node;
      const where = CANVAS_LABELS.step(
        node.at,
        sequenceName(document, node.address, facts.catalogue),
      );
      const data = cardData(step.id, where, describeStep(step, facts.catalogue), facts);
      const block = blockOf(step, node, facts.editable);
      return { ...box(node), type: 'card', style: CLICKABLE, data: { ...data, block } };
    }
    case 'end': {
      const name = sequenceName(document, node.place.in, facts.catalogue);
      const label = CANVAS_LABELS.addEnd(name);
      const first = node.count === 0 && name === undefined;
      const data = { place: node.place, label, first };
      return { ...box(node), type: 'end', style: CLICKABLE, data };
    }
    case 'lane': {
      const data = { name: node.name, otherwise: node.sequence === 'otherwise' };
      return { ...box(node), type: 'lane', style: DRAWN, data };
    }
    case 'frame': {
      const data = { open: facts.open === node.step };
      return { ...box(node), type: 'frame', style: DRAWN, data };
    }
    case 'join':
      return { ...box(node), type: 'join', style: DRAWN, data: {} };
  }
}

function box({ id, x, y, width, height }: Pick<LaidNode, 'id' | 'x' | 'y' | 'width' | 'height'>) {
  return { id, position: { x, y }, width, height };
}

function blockOf(step: Step, { x, y }: Rect, editable: boolean): Rect | undefined {
  if (sequencesOf(step).length === 0) return undefined;
  const { width, height } = sizeOf(step, editable);
  const top = step.kind === 'for-each' ? y - FRAME_PADDING : y;
  return { x: x + CARD_WIDTH / 2 - width / 2, y: top, width, height };
}

function cardData(
  place: string,
  where: string,
  label: StepLabel,
  facts: FlowFacts,
): Omit<CardData, 'block'> {
  const { count, severity } = countAt(facts.checks, place);
  return {
    ...label,
    place,
    where,
    open: facts.open === place,
    problems: count,
    severity,
    status: facts.statuses.get(place),
  };
}

function flowEdge(edge: LaidEdge, document: FlowDocument, catalogue: Catalogue): InsertEdge {
  const { from, to, insert } = edge;
  const name =
    insert === undefined ? undefined : sequenceName(document, insert.place.in, catalogue);
  return {
    id: `${from}>${to}`,
    type: 'insert',
    source: from,
    target: to,
    data: {
      insert:
        insert === undefined
          ? undefined
          : { place: insert.place, label: CANVAS_LABELS.addHere(insert.at, name) },
    },
  };
}
