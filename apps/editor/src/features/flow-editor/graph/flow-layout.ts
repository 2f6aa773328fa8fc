import {
  sequencesOf,
  type SequenceAddress,
  type SequenceKey,
  type Step,
  type StepPlace,
} from '@millrace/model';

/** Sizes of the computed layout, in canvas units (pixels at zoom 1). */
export const CARD_WIDTH = 280;
export const CARD_HEIGHT = 68;
export const GAP = 56;
/** The round button after the last step of a sequence. */
export const END_SIZE = 32;
/** The name of a path of a branch, on the line into it. */
const LANE_NAME_WIDTH = 200;
const LANE_NAME_HEIGHT = 28;
/** Where the paths of a branch meet again. */
const JOIN_SIZE = 10;
/** Between the border of a loop and what is in it. */
export const FRAME_PADDING = 24;
/** Room for the note at the lower border of a loop, besides the padding. */
const FRAME_FOOT = 12;
/** Between two paths of a branch. */
const LANE_GAP = 36;
/** Room in which lines part and meet. */
const FORK = 36;

interface Spot {
  id: string;
  /** Left and upper border. */
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Something drawn, and where. */
export type LaidNode = Spot &
  (
    | { kind: 'card'; step: Step; at: number; address: SequenceAddress | undefined }
    /** Where a step can be added at the end of a sequence that has `count` steps. */
    | { kind: 'end'; place: StepPlace; count: number }
    | { kind: 'lane'; step: string; sequence: SequenceKey; name: string }
    | { kind: 'join' }
    | { kind: 'frame'; step: string }
  );

export interface LaidEdge {
  from: string;
  to: string;
  /** Where a step would go that is added on this line, and how many steps are before it there. */
  insert: { place: StepPlace; at: number } | undefined;
}

export interface Layout {
  nodes: LaidNode[];
  edges: LaidEdge[];
}

export interface Size {
  width: number;
  height: number;
}

/** Ids of what is drawn besides steps; none can be a step id. */
export const END = 'end:';
export const joinId = (step: string): string => `join:${step}`;
export const frameId = (step: string): string => `frame:${step}`;
export const laneId = (step: string, sequence: SequenceKey): string => `lane:${step}:${sequence}`;

/** The name of a part of a branch. */
export function laneName(step: Step, sequence: SequenceKey): string {
  if (sequence === 'otherwise') return 'otherwise';
  return (step.kind === 'branch' ? step.paths[Number(sequence)]?.name : undefined) ?? '';
}

/** The space a step takes with all that is in it. */
export function sizeOf(step: Step, editable: boolean): Size {
  const inner = sequencesOf(step).map(({ steps }) => sequenceSize(steps, editable));
  const [first] = inner;
  if (first === undefined) return { width: CARD_WIDTH, height: CARD_HEIGHT };
  if (step.kind === 'for-each') {
    return {
      width: Math.max(CARD_WIDTH, first.width) + 2 * FRAME_PADDING,
      height: CARD_HEIGHT + GAP + first.height + 2 * FRAME_PADDING + FRAME_FOOT,
    };
  }
  return {
    width: Math.max(CARD_WIDTH, lanesWidth(inner)),
    height: CARD_HEIGHT + FORK + LANE_NAME_HEIGHT + GAP + tallest(inner) + FORK + JOIN_SIZE,
  };
}

function sequenceSize(steps: readonly Step[], editable: boolean): Size {
  const sizes = steps.map((step) => sizeOf(step, editable));
  const end = editable ? END_SIZE + (steps.length === 0 ? 0 : GAP / 2) : 0;
  const cards = sizes.reduce((sum, { height }) => sum + height, 0);
  return {
    width: Math.max(LANE_NAME_WIDTH, ...sizes.map(({ width }) => width)),
    height: cards + GAP * Math.max(0, steps.length - 1) + end,
  };
}

function lanesWidth(lanes: readonly Size[]): number {
  return lanes.reduce((sum, { width }) => sum + width, LANE_GAP * (lanes.length - 1));
}

function tallest(lanes: readonly Size[]): number {
  return Math.max(...lanes.map(({ height }) => height));
}

/** Where a sequence is drawn. */
interface SequenceAt {
  address: SequenceAddress | undefined;
  /** The node its first line comes from. */
  from: string;
  /** Its middle, and its upper border. */
  x: number;
  y: number;
}

/**
 * Nodes and lines of a sequence and of all that is in it, top down and each sequence around one
 * middle line. Positions follow from the steps alone. Nodes that lie under others come first.
 */
export function layOut(steps: readonly Step[], at: SequenceAt, editable: boolean): Layout {
  const layout: Layout = { nodes: [], edges: [] };
  laySequence(layout, steps, at, editable);
  const isFrame = (node: LaidNode): boolean => node.kind === 'frame';
  const over = layout.nodes.filter((node) => !isFrame(node));
  return { nodes: [...layout.nodes.filter(isFrame), ...over], edges: layout.edges };
}

/** Gives the node that lines go on from; undefined when nothing comes after its last step. */
function laySequence(
  layout: Layout,
  steps: readonly Step[],
  { address, from, x, y }: SequenceAt,
  editable: boolean,
): string | undefined {
  let last = from;
  let top = y;
  let after: string | null = null;
  for (const [at, step] of steps.entries()) {
    const place = { after, in: address };
    layout.edges.push({ from: last, to: step.id, insert: editable ? { place, at } : undefined });
    last = layStep(layout, step, { at, address, x, y: top }, editable);
    top += sizeOf(step, editable).height + GAP;
    after = step.id;
  }
  if (editable) {
    const id = address === undefined ? END : `${END}${address.step}:${address.sequence}`;
    const border = steps.length === 0 ? top : top - GAP / 2;
    const spot = { id, x: x - END_SIZE / 2, y: border, width: END_SIZE, height: END_SIZE };
    const place = { after, in: address };
    layout.nodes.push({ kind: 'end', ...spot, place, count: steps.length });
    layout.edges.push({ from: last, to: id, insert: undefined });
    last = id;
  }
  return steps.at(-1)?.kind === 'stop' ? undefined : last;
}

interface StepAt {
  at: number;
  address: SequenceAddress | undefined;
  x: number;
  y: number;
}

/** Gives the node that the line to the next step comes from. */
function layStep(layout: Layout, step: Step, { at, address, x, y }: StepAt, editable: boolean) {
  const { width, height } = sizeOf(step, editable);
  const isLoop = step.kind === 'for-each';
  const top = isLoop ? y + FRAME_PADDING : y;
  if (isLoop) {
    layout.nodes.push({
      kind: 'frame',
      id: frameId(step.id),
      step: step.id,
      ...{ x: x - width / 2, y, width, height },
    });
  }
  const card = { x: x - CARD_WIDTH / 2, y: top, width: CARD_WIDTH, height: CARD_HEIGHT };
  layout.nodes.push({ kind: 'card', id: step.id, step, at, address, ...card });
  if (isLoop) {
    const inner = { step: step.id, sequence: 'steps' } as const;
    const below = { address: inner, from: step.id, x, y: top + CARD_HEIGHT + GAP };
    laySequence(layout, step.steps, below, editable);
    return frameId(step.id);
  }
  if (step.kind !== 'branch') return step.id;
  layLanes(layout, step, { x, y: top + CARD_HEIGHT + FORK }, editable);
  const join = { x: x - JOIN_SIZE / 2, y: y + height - JOIN_SIZE };
  layout.nodes.push({
    kind: 'join',
    id: joinId(step.id),
    ...join,
    ...{ width: JOIN_SIZE, height: JOIN_SIZE },
  });
  return joinId(step.id);
}

function layLanes(
  layout: Layout,
  step: Step,
  { x, y }: { x: number; y: number },
  editable: boolean,
) {
  const lanes = sequencesOf(step);
  const sizes = lanes.map(({ steps }) => sequenceSize(steps, editable));
  let left = x - lanesWidth(sizes) / 2;
  for (const [index, { key, steps }] of lanes.entries()) {
    const width = sizes[index]?.width ?? 0;
    const middle = left + width / 2;
    const id = laneId(step.id, key);
    layout.nodes.push({
      kind: 'lane',
      id,
      step: step.id,
      sequence: key,
      name: laneName(step, key),
      ...{ x: middle - LANE_NAME_WIDTH / 2, y },
      ...{ width: LANE_NAME_WIDTH, height: LANE_NAME_HEIGHT },
    });
    layout.edges.push({ from: step.id, to: id, insert: undefined });
    const address = { step: step.id, sequence: key };
    const below = { address, from: id, x: middle, y: y + LANE_NAME_HEIGHT + GAP };
    const last = laySequence(layout, steps, below, editable);
    if (last !== undefined) {
      layout.edges.push({ from: last, to: joinId(step.id), insert: undefined });
    }
    left += width + LANE_GAP;
  }
}
