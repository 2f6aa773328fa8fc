/** A part of the canvas, in its own units. */
export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface View {
  x: number;
  y: number;
  zoom: number;
}

/** Space kept to the border of the view, in pixels. */
const MARGIN = 24;

/** Cards cannot be read any more below this. */
const SMALLEST = 0.5;

/**
 * The view from which the first of these that fits is seen whole: moved no further than needed,
 * and zoomed out when that is what it takes. When none fits, as much of the last as there is room for.
 */
export function revealed(
  rects: readonly Rect[],
  view: View,
  room: { width: number; height: number },
): View {
  for (const rect of rects) {
    const fitting = Math.min(
      view.zoom,
      (room.width - 2 * MARGIN) / rect.width,
      (room.height - 2 * MARGIN) / rect.height,
    );
    if (fitting >= Math.min(SMALLEST, view.zoom))
      return moved(rect, zoomed(view, fitting, room), room);
  }
  const last = rects.at(-1);
  return last === undefined ? view : moved(last, view, room);
}

/** Zoomed around the middle of the view. */
function zoomed(view: View, zoom: number, room: { width: number; height: number }): View {
  const by = zoom / view.zoom;
  const [middleX, middleY] = [room.width / 2, room.height / 2];
  return { x: middleX - (middleX - view.x) * by, y: middleY - (middleY - view.y) * by, zoom };
}

function moved(rect: Rect, view: View, room: { width: number; height: number }): View {
  const { zoom } = view;
  return {
    x: view.x + missing(rect.x * zoom + view.x, rect.width * zoom, room.width),
    y: view.y + missing(rect.y * zoom + view.y, rect.height * zoom, room.height),
    zoom,
  };
}

/** How far what begins at `near` must move to be in the room. */
function missing(near: number, length: number, room: number): number {
  if (near < MARGIN) return MARGIN - near;
  const far = near + length;
  return far > room - MARGIN ? room - MARGIN - far : 0;
}
