import { useReactFlow, useStoreApi, type Viewport } from '@xyflow/react';
import { useCallback } from 'react';
import type { FlowNode } from './flow-graph.ts';
import { revealed, type Rect } from './revealed.ts';

/**
 * Moves the view until a card is in it, and only as far as needed; with `whole` also what is inside
 * a branch or loop, if need be smaller. The browser must not do this itself: it would scroll the
 * canvas away from its own coordinates.
 */
export function useReveal(): (place: string, whole?: boolean) => void {
  const { getNode, setViewport, getViewport } = useReactFlow<FlowNode>();
  const store = useStoreApi();
  return useCallback(
    (place, whole = false) => {
      const node = getNode(place);
      const { width, height } = store.getState();
      if (node === undefined || height === 0) return;
      const view: Viewport = getViewport();
      const next = revealed(whole ? blockOf(node) : [cardOf(node)], view, { width, height });
      if (next.x !== view.x || next.y !== view.y || next.zoom !== view.zoom) {
        void setViewport(next);
      }
    },
    [getNode, setViewport, getViewport, store],
  );
}

/** What should be seen of a place, the best first. */
function blockOf(node: FlowNode): Rect[] {
  if (node.type !== 'card' || node.data.block === undefined) return [cardOf(node)];
  return [node.data.block, cardOf(node)];
}

function cardOf({ position: { x, y }, width = 0, height = 0 }: FlowNode): Rect {
  return { x, y, width, height };
}
