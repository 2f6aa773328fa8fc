import { Tooltip } from '@mantine/core';

export interface SparklineProps {
  days: readonly { day: string; total: number; failed: number }[];
  width?: number;
  height?: number;
}

/**
 * Runs a day as bars, failed ones in red at the foot. Mantine's own sparkline brings recharts, some
 * 100 kB compressed, to the first page; these lines do the same for the flow list.
 */
export function Sparkline({ days, width = 112, height = 26 }: SparklineProps) {
  const total = days.reduce((sum, day) => sum + day.total, 0);
  const failed = days.reduce((sum, day) => sum + day.failed, 0);
  const most = Math.max(1, ...days.map((day) => day.total));
  const slot = width / Math.max(1, days.length);
  const label = `${total} runs in ${days.length} days, ${failed} failed`;
  return (
    <Tooltip label={label}>
      <svg width={width} height={height} role="img" aria-label={label}>
        {days.map(({ day, total: runs, failed: bad }, index) => {
          const full = runs === 0 ? 2 : Math.max(3, (runs / most) * height);
          const red = runs === 0 ? 0 : (bad / runs) * full;
          const x = index * slot + 1;
          const bar = { x, width: Math.max(1, slot - 2), rx: 1 };
          return (
            <g key={day}>
              <rect
                {...bar}
                y={height - full}
                height={full}
                fill={runs === 0 ? 'var(--millrace-line)' : 'var(--mantine-color-race-4)'}
              />
              {red === 0 ? null : (
                <rect {...bar} y={height - red} height={red} fill="var(--mantine-color-red-6)" />
              )}
            </g>
          );
        })}
      </svg>
    </Tooltip>
  );
}
