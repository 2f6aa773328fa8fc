import {
  BaseEdge,
  EdgeLabelRenderer,
  getSmoothStepPath,
  getStraightPath,
  Position,
  type EdgeProps,
} from '@xyflow/react';
import { AddStep } from './add-step.tsx';
import type { InsertEdge as Edge } from './flow-graph.ts';

/** How far above its end a line that parts or meets turns aside. */
const TURN = 18;

/** The line between two places, with a button that adds a step there. */
export function InsertEdge(props: EdgeProps<Edge>) {
  const { id, sourceX, sourceY, targetX, targetY, data } = props;
  const ends = { sourceX, sourceY, targetX, targetY };
  const straight = Math.abs(sourceX - targetX) < 1;
  const [path, x, y] = straight
    ? getStraightPath(ends)
    : getSmoothStepPath({
        ...ends,
        sourcePosition: Position.Bottom,
        targetPosition: Position.Top,
        centerY: targetY - TURN,
        borderRadius: 14,
        offset: 0,
      });
  const insert = data?.insert;
  return (
    <>
      <BaseEdge id={id} path={path} />
      {insert === undefined ? null : (
        <EdgeLabelRenderer>
          <div
            style={{
              position: 'absolute',
              transform: `translate(-50%, -50%) translate(${x}px, ${y}px)`,
              pointerEvents: 'all',
            }}
          >
            <AddStep place={insert.place} label={insert.label} size={24} />
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  );
}
