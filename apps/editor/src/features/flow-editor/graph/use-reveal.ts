import { useReactFlow, useStoreApi } from '@xyflow/react';
import { useCallback } from 'react';

/** Space kept between a card and the border of the view, in pixels. */
const MARGIN = 24;

/**
 * Moves the view until a card is in it, and only as far as needed. The browser must not do this
 * itself: it would scroll the canvas away from its own coordinates.
 */
export function useReveal(): (place: string) => void {
  const { getNode, setViewport, getViewport } = useReactFlow();
  const store = useStoreApi();
  return useCallback(
    (place) => {
      const node = getNode(place);
      const { width, height } = store.getState();
      if (node === undefined || height === 0) return;
      const view = getViewport();
      const { zoom } = view;
      const x =
        view.x + missing(node.position.x, node.width ?? 0, { start: view.x, zoom, room: width });
      const y =
        view.y + missing(node.position.y, node.height ?? 0, { start: view.y, zoom, room: height });
      if (x !== view.x || y !== view.y) void setViewport({ x, y, zoom });
    },
    [getNode, setViewport, getViewport, store],
  );
}

/** How far the view must move along one axis for what is at `from` to be in it, in pixels. */
function missing(
  from: number,
  length: number,
  { start, zoom, room }: { start: number; zoom: number; room: number },
): number {
  const near = from * zoom + start;
  const far = near + length * zoom;
  if (near < MARGIN) return MARGIN - near;
  return far > room - MARGIN ? room - MARGIN - far : 0;
}
