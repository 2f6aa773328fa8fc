import { Button, Text, UnstyledButton, type RenderTreeNodePayload } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { stringText, type JsonRow } from './json-rows.ts';
import classes from './json-tree.module.css';

interface JsonTreeRowProps {
  row: JsonRow;
  expanded: boolean;
  onPick: ((path: string, value: unknown) => void) | undefined;
  elementProps: RenderTreeNodePayload['elementProps'];
}

export function JsonTreeRow({ row, expanded, onPick, elementProps }: JsonTreeRowProps) {
  return (
    <div {...elementProps}>
      <span className={classes.row}>
        <IconChevronRight
          aria-hidden
          size={13}
          className={classes.chevron}
          data-open={expanded || undefined}
          data-leaf={row.size === 0 || undefined}
        />
        <Key row={row} onPick={onPick} />
        <Value row={row} expanded={expanded} />
      </span>
    </div>
  );
}

function Key({ row, onPick }: Pick<JsonTreeRowProps, 'row' | 'onPick'>) {
  if (row.key === undefined) return null;
  const name = typeof row.key === 'number' ? String(row.key) : row.key;
  if (onPick === undefined) return <span className={classes.key}>{name}:</span>;
  return (
    <UnstyledButton
      className={classes.pick}
      title={`Insert ${row.path}`}
      onClick={(event) => {
        event.stopPropagation();
        onPick(row.path, row.value);
      }}
    >
      {name}
    </UnstyledButton>
  );
}

function Value({ row, expanded }: { row: JsonRow; expanded: boolean }) {
  switch (row.kind) {
    case 'object':
    case 'list':
      return <Container row={row} expanded={expanded} />;
    case 'string':
      return (
        <span className={classes.value} data-kind="string">
          {stringText(typeof row.value === 'string' ? row.value : '')}
        </span>
      );
    case 'nothing':
      return <span className={classes.note}>nothing</span>;
    case 'number':
    case 'boolean':
    case 'null':
      return (
        <span className={classes.value} data-kind={row.kind}>
          {String(row.value)}
        </span>
      );
  }
}

function Container({ row, expanded }: { row: JsonRow; expanded: boolean }) {
  const [start, end] = row.kind === 'list' ? ['[', ']'] : ['{', '}'];
  const unit = row.kind === 'list' ? 'item' : 'field';
  if (row.size === 0) return <span className={classes.note}>{`${start}${end}`}</span>;
  return (
    <span className={classes.note}>
      {expanded ? start : `${start}…${end}`} {row.size} {row.size === 1 ? unit : `${unit}s`}
    </span>
  );
}

export function MoreRow({ hidden, onShow }: { hidden: number; onShow: () => void }) {
  return (
    <div className={classes.more}>
      <Text span size="xs" c="dimmed">
        {hidden} more not shown
      </Text>
      <Button size="compact-xs" variant="subtle" onClick={onShow}>
        Show more
      </Button>
    </div>
  );
}
