import { Handle, Position, type NodeProps } from '@xyflow/react';
import { AddStep } from './add-step.tsx';
import { CANVAS_LABELS } from './aria-labels.ts';
import classes from './flow-canvas.module.css';
import { END_SIZE, type EndNode } from './flow-graph.ts';

/** The button after the last card. */
export function EndButton({ data }: NodeProps<EndNode>) {
  return (
    <>
      <Handle type="target" position={Position.Top} className={classes.handle} />
      <AddStep at={data.at} label={CANVAS_LABELS.addEnd} size={END_SIZE} />
      {data.at > 0 ? null : (
        <span className={classes.firstHint} aria-hidden>
          Add the first step
        </span>
      )}
    </>
  );
}
