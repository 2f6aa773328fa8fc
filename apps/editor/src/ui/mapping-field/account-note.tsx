import { Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { asProblem } from '../../api/problem.ts';
import type { AccountSource } from './account-source.ts';
import classes from './mapping-field.module.css';

interface AccountNoteProps {
  source: AccountSource;
  problem: Error | null;
  onRetry: () => void;
  /** True where a reason for asking nothing is of no interest. */
  quiet?: boolean;
}

/** Why an account gave nothing to choose from, and what to do. */
export function AccountNote({ source, problem, onRetry, quiet = false }: AccountNoteProps) {
  if (!source.ready) {
    if (quiet) return null;
    return (
      <div className={classes['note']} data-severity="info">
        <IconInfoCircle size={15} aria-hidden className={classes['noteMark']} />
        <Text size="xs" c="dimmed">
          {source.why}
        </Text>
      </div>
    );
  }
  if (problem === null) return null;
  const { detail, hint } = asProblem(problem);
  return (
    <div className={classes['note']} data-severity="error" role="alert">
      <IconAlertTriangle size={15} aria-hidden className={classes['noteMark']} />
      <Group gap={6} align="baseline" className={classes['noteText'] ?? ''}>
        <Text span fz="xs" className={classes['noteMessage'] ?? ''}>
          {detail}
        </Text>
        <Text span fz="xs" c="dimmed">
          {hint}
        </Text>
        <Button size="compact-xs" variant="default" onClick={onRetry}>
          Try again
        </Button>
      </Group>
    </div>
  );
}
