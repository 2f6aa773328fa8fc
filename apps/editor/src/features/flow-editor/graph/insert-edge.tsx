import { BaseEdge, EdgeLabelRenderer, getStraightPath, type EdgeProps } from '@xyflow/react';
import { AddStep } from './add-step.tsx';
import { CANVAS_LABELS } from './aria-labels.ts';
import type { InsertEdge as Edge } from './flow-graph.ts';

/** The line between two cards, with a button that adds a step there. */
export function InsertEdge({ id, sourceX, sourceY, targetX, targetY, data }: EdgeProps<Edge>) {
  const [path, x, y] = getStraightPath({ sourceX, sourceY, targetX, targetY });
  return (
    <>
      <BaseEdge id={id} path={path} />
      {data?.insertable === true ? (
        <EdgeLabelRenderer>
          <div
            style={{
              position: 'absolute',
              transform: `translate(-50%, -50%) translate(${x}px, ${y}px)`,
              pointerEvents: 'all',
            }}
          >
            <AddStep at={data.at} label={CANVAS_LABELS.addHere(data.at)} size={24} />
          </div>
        </EdgeLabelRenderer>
      ) : null}
    </>
  );
}
