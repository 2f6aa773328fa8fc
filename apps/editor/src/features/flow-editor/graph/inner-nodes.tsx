import { IconRepeat } from '@tabler/icons-react';
import { Handle, Position, type NodeProps } from '@xyflow/react';
import classes from './flow-canvas.module.css';
import type { FrameNode, LaneNode } from './flow-graph.ts';

/** The name of a path, on the line into it. */
export function LaneName({ data }: NodeProps<LaneNode>) {
  return (
    <div className={classes.lane}>
      <Handle type="target" position={Position.Top} className={classes.handle} />
      <span className={classes.laneName} data-otherwise={data.otherwise || undefined}>
        {data.name}
      </span>
      <Handle type="source" position={Position.Bottom} className={classes.handle} />
    </div>
  );
}

/** What surrounds the steps of a loop; the flow goes on from its lower border. */
export function LoopFrame({ data }: NodeProps<FrameNode>) {
  return (
    <div className={classes.frame} data-open={data.open || undefined}>
      <span className={classes.frameNote} aria-hidden>
        <IconRepeat size={13} /> next item
      </span>
      <Handle type="source" position={Position.Bottom} className={classes.handle} />
    </div>
  );
}

/** Where the paths of a branch meet again. */
export function JoinDot() {
  return (
    <div className={classes.join}>
      <Handle type="target" position={Position.Top} className={classes.handle} />
      <Handle type="source" position={Position.Bottom} className={classes.handle} />
    </div>
  );
}
