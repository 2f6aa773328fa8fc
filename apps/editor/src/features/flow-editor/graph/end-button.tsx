import { Handle, Position, type NodeProps } from '@xyflow/react';
import { AddStep } from './add-step.tsx';
import classes from './flow-canvas.module.css';
import type { EndNode } from './flow-graph.ts';
import { END_SIZE } from './flow-layout.ts';

/** The button after the last card of a sequence. */
export function EndButton({ data }: NodeProps<EndNode>) {
  return (
    <>
      <Handle type="target" position={Position.Top} className={classes.handle} />
      <AddStep place={data.place} label={data.label} size={END_SIZE} />
      {data.first ? (
        <span className={classes.firstHint} aria-hidden>
          Add the first step
        </span>
      ) : null}
      <Handle type="source" position={Position.Bottom} className={classes.handle} />
    </>
  );
}
