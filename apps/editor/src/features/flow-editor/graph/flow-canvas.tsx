import '@xyflow/react/dist/base.css';
import { useComputedColorScheme } from '@mantine/core';
import {
  Background,
  Controls,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore,
} from '@xyflow/react';
import { useEffect, useMemo, useRef } from 'react';
import { useEditor } from '../editor-context.ts';
import { CANVAS_LABELS, XYFLOW_LABELS } from './aria-labels.ts';
import { useCanvasKeys } from './canvas-keys.ts';
import { EndButton } from './end-button.tsx';
import { FlowCard } from './flow-card.tsx';
import classes from './flow-canvas.module.css';
import { flowGraph, type FlowNode } from './flow-graph.ts';
import { JoinDot, LaneName, LoopFrame } from './inner-nodes.tsx';
import { InsertEdge } from './insert-edge.tsx';
import { useReveal } from './use-reveal.ts';

const NODE_TYPES = {
  card: FlowCard,
  end: EndButton,
  lane: LaneName,
  frame: LoopFrame,
  join: JoinDot,
};
const EDGE_TYPES = { insert: InsertEdge };
const FIT = { padding: 0.1, maxZoom: 1, minZoom: 0.5 };
/** A run is looked at as a whole. */
const FIT_RUN = { ...FIT, minZoom: 0.3 };

/** The flow, drawn. Everything on it can be done with the keyboard too. */
export function FlowCanvas() {
  return (
    <ReactFlowProvider>
      <Canvas />
    </ReactFlowProvider>
  );
}

function Canvas() {
  const { draft, catalogue, checks, statuses, open, readOnly } = useEditor();
  const scheme = useComputedColorScheme('light');
  const onKeyDown = useCanvasKeys();
  const fit = readOnly ? FIT_RUN : FIT;
  const { nodes, edges } = useMemo(
    () => flowGraph(draft.document, { catalogue, checks, statuses, open, editable: !readOnly }),
    [draft.document, catalogue, checks, statuses, open, readOnly],
  );
  return (
    <section aria-label={CANVAS_LABELS.canvas} className={classes.canvas} onKeyDown={onKeyDown}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        colorMode={scheme}
        ariaLabelConfig={XYFLOW_LABELS}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        panOnScroll
        zoomOnDoubleClick={false}
        minZoom={0.2}
        maxZoom={1.75}
        fitView
        fitViewOptions={fit}
      >
        <Background gap={20} size={1} />
        <Controls showInteractive={false} fitViewOptions={fit} position="bottom-left" />
        <KeepCentred />
        <ShowOpen place={open} nodes={nodes} />
      </ReactFlow>
    </section>
  );
}

/** When the canvas gets wider or narrower the flow keeps its place in it. */
function KeepCentred() {
  const width = useStore((state) => state.width);
  const { getViewport, setViewport } = useReactFlow();
  const before = useRef(0);
  useEffect(() => {
    const was = before.current;
    before.current = width;
    if (was === 0 || width === 0 || was === width) return;
    const viewport = getViewport();
    void setViewport({ ...viewport, x: viewport.x + (width - was) / 2 });
  }, [width, getViewport, setViewport]);
  return null;
}

/**
 * A step that was just added, or opened from elsewhere, is brought into view with what is inside
 * it, and again when that grows.
 */
function ShowOpen({ place, nodes }: { place: string | undefined; nodes: readonly FlowNode[] }) {
  const reveal = useReveal();
  const fitted = useStore((state) => !state.fitViewQueued);
  const width = useStore((state) => state.width);
  const open = nodes.find((node) => node.id === place);
  const block = open?.type === 'card' ? open.data.block : undefined;
  const size = `${block?.width ?? 0} ${block?.height ?? 0}`;
  useEffect(() => {
    if (place === undefined || !fitted || width === 0) return;
    // Fitting or centring the flow has begun by now, but ends in a later task.
    const timer = setTimeout(() => reveal(place, true));
    return () => clearTimeout(timer);
  }, [place, reveal, fitted, width, size]);
  return null;
}
