import {
  BaseEdge,
  EdgeLabelRenderer,
  getSmoothStepPath,
  getStraightPath,
  type EdgeProps,
} from '@xyflow/react';
import { AddStep } from './add-step.tsx';
import type { InsertEdge as Edge } from './flow-graph.ts';

/** The line between two places, with a button that adds a step there. */
export function InsertEdge({ id, sourceX, sourceY, targetX, targetY, data }: EdgeProps<Edge>) {
  const ends = { sourceX, sourceY, targetX, targetY };
  const straight = Math.abs(sourceX - targetX) < 1;
  const [path, x, y] = straight
    ? getStraightPath(ends)
    : getSmoothStepPath({ ...ends, borderRadius: 14 });
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
