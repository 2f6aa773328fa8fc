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
      const { height } = store.getState();
      if (node === undefined || height === 0) return;
      const { x, y, zoom } = getViewport();
      const top = node.position.y * zoom + y;
      const bottom = top + (node.height ?? 0) * zoom;
      if (top < MARGIN) void setViewport({ x, y: y + MARGIN - top, zoom });
      else if (bottom > height - MARGIN) {
        void setViewport({ x, y: y - (bottom - height + MARGIN), zoom });
      }
    },
    [getNode, setViewport, getViewport, store],
  );
}
