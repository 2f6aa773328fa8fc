import { Tooltip, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconAlertCircle, IconAlertTriangle } from '@tabler/icons-react';
import { Handle, Position, type NodeProps } from '@xyflow/react';
import { TRIGGER } from '../checks/check.ts';
import { useEditor } from '../editor-context.ts';
import { CANVAS_LABELS } from './aria-labels.ts';
import { CardMenu } from './card-menu.tsx';
import type { CardNode } from './flow-graph.ts';
import classes from './flow-canvas.module.css';
import { StatusMark } from './status-mark.tsx';
import { StepIcon } from './step-icon.tsx';

/** The trigger or a step on the canvas: a button that opens its panel, and a menu beside it. */
export function FlowCard({ data }: NodeProps<CardNode>) {
  const { catalogue, setOpen, readOnly } = useEditor();
  const isTrigger = data.place === TRIGGER;
  return (
    <div className={classes.card} data-open={data.open || undefined} data-status={data.status}>
      {isTrigger ? null : (
        <Handle type="target" position={Position.Top} className={classes.handle} />
      )}
      <UnstyledButton
        className={classes.cardMain}
        data-place={data.place}
        aria-pressed={data.open}
        onClick={() => setOpen(data.place)}
      >
        <StepIcon icon={data.icon} catalogue={catalogue} size={34} />
        <span className={classes.cardText}>
          <span className={classes.cardTitle}>
            <VisuallyHidden>{data.where} </VisuallyHidden>
            {data.title}
          </span>
          <span className={classes.cardSummary}>{data.summary}</span>
          <VisuallyHidden>{factsOf(data)}</VisuallyHidden>
        </span>
      </UnstyledButton>
      <span className={classes.cardMarks}>
        <ProblemMark place={data.place} count={data.problems} severity={data.severity} />
        <StatusMark status={data.status} />
      </span>
      {isTrigger || readOnly ? null : <CardMenu id={data.place} title={data.title} />}
      <Handle type="source" position={Position.Bottom} className={classes.handle} />
    </div>
  );
}

/** What the marks beside the text say, for those who do not see them. */
function factsOf({ problems, status }: CardNode['data']): string {
  const facts = [
    ...(problems > 0 ? [CANVAS_LABELS.problems(problems)] : []),
    ...(status === undefined ? [] : [CANVAS_LABELS.status(status)]),
  ];
  return facts.join(', ');
}

interface ProblemMarkProps {
  place: string;
  count: number;
  severity: CardNode['data']['severity'];
}

function ProblemMark({ place, count, severity }: ProblemMarkProps) {
  const { checks } = useEditor();
  if (count === 0) return null;
  const Mark = severity === 'error' ? IconAlertCircle : IconAlertTriangle;
  const first = checks.find((check) => check.place === place)?.message ?? '';
  const text = count === 1 ? first : `${first} (and ${count - 1} more)`;
  return (
    <Tooltip label={text} multiline maw={300}>
      <span className={classes.problem} data-severity={severity}>
        <Mark size={18} aria-hidden />
      </span>
    </Tooltip>
  );
}
