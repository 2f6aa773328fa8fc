import { Tooltip } from '@mantine/core';
import {
  IconCircleCheckFilled,
  IconCircleXFilled,
  IconHandStop,
  IconHelpHexagonFilled,
  IconLoader2,
  IconPlayerSkipForwardFilled,
} from '@tabler/icons-react';
import classes from './flow-canvas.module.css';
import type { StepStatus } from './step-statuses.ts';

const LOOKS = {
  succeeded: { icon: IconCircleCheckFilled, label: 'Last run: succeeded' },
  failed: { icon: IconCircleXFilled, label: 'Last run: failed here' },
  running: { icon: IconLoader2, label: 'Running now' },
  skipped: { icon: IconPlayerSkipForwardFilled, label: 'Last run: skipped' },
  stopped: { icon: IconHandStop, label: 'Last run: stopped here' },
  in_doubt: { icon: IconHelpHexagonFilled, label: 'Last run: in doubt' },
} as const;

/** How the shown run went here. Colour and shape both say it. */
export function StatusMark({ status }: { status: StepStatus | undefined }) {
  if (status === undefined) return null;
  const { icon: Mark, label } = LOOKS[status];
  return (
    <Tooltip label={label}>
      <span className={classes.status} data-status={status}>
        <Mark size={16} aria-hidden />
      </span>
    </Tooltip>
  );
}
