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
import { flowGraph } from './flow-graph.ts';
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
const FIT = { padding: 0.12, maxZoom: 1, minZoom: 0.55 };

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
        fitViewOptions={FIT}
      >
        <Background gap={20} size={1} />
        <Controls showInteractive={false} fitViewOptions={FIT} position="bottom-left" />
        <KeepCentred />
        <ShowOpen place={open} />
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

/** A step that was just added, or opened from elsewhere, is brought into view. */
function ShowOpen({ place }: { place: string | undefined }) {
  const reveal = useReveal();
  useEffect(() => {
    if (place !== undefined) reveal(place);
  }, [place, reveal]);
  return null;
}
