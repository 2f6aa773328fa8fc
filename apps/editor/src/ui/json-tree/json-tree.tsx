import { Group, Tree, useTree, type TreeNodeData } from '@mantine/core';
import { useMemo, useState } from 'react';
import { CopyButton } from '../copy-button.tsx';
import { wholeJson } from '../json-text-of.ts';
import { firstOpen, FIRST_MEMBERS, jsonRow, type JsonRow } from './json-rows.ts';
import { JsonTreeRow, MoreRow } from './json-tree-row.tsx';
import classes from './json-tree.module.css';

export interface JsonTreeProps {
  value: unknown;
  /** Names the tree for those who cannot see it: "Input of step member". */
  label: string;
  /** JSONPath of the value itself, so that picked paths are whole. */
  rootPath?: string;
  /** Makes every key a button that gives its JSONPath. */
  onPick?: (path: string, value: unknown) => void;
  /** Off where the whole value is too big or too dull to copy. */
  withCopy?: boolean;
}

interface NodeMap {
  rows: Map<string, JsonRow>;
  data: TreeNodeData[];
}

const MORE = '\u0000more';

/** A JSON value to read, search with the eyes, copy and pick from. Only what is open is built. */
export function JsonTree(props: JsonTreeProps) {
  const { value, label, rootPath = '$', onPick, withCopy = true } = props;
  const [open, setOpen] = useState(() => firstOpen(value, rootPath));
  const [limits, setLimits] = useState<ReadonlyMap<string, number>>(new Map());
  const tree = useTree({
    expandedState: Object.fromEntries([...open].map((path) => [path, true])),
    onExpandedStateChange: (next) => setOpen((current) => merged(current, next)),
  });
  const { rows, data } = useMemo(() => {
    const shown = (path: string) => limits.get(path) ?? FIRST_MEMBERS;
    return nodesOf(jsonRow(value, rootPath, { open, shown }));
  }, [value, rootPath, open, limits]);

  const showMore = (path: string): void => {
    const now = limits.get(path) ?? FIRST_MEMBERS;
    setLimits(new Map(limits).set(path, now + FIRST_MEMBERS * 5));
  };

  return (
    <div className={classes.root}>
      <Tree
        data={data}
        tree={tree}
        aria-label={label}
        levelOffset={16}
        allowRangeSelection={false}
        classNames={{ label: classes.label }}
        renderNode={({ node, expanded, elementProps }) => {
          const row = rows.get(node.value);
          if (row !== undefined) {
            return (
              <JsonTreeRow
                row={row}
                expanded={expanded}
                onPick={onPick}
                elementProps={elementProps}
              />
            );
          }
          const parent = rows.get(node.value.slice(0, -MORE.length));
          if (parent === undefined) return null;
          return <MoreRow hidden={parent.hidden} onShow={() => showMore(parent.path)} />;
        }}
      />
      {withCopy && value !== undefined ? (
        <Group className={classes.copy}>
          <CopyButton value={() => wholeJson(value)} label="Copy as JSON" />
        </Group>
      ) : null}
    </div>
  );
}

/** Mantine's tree says which of the nodes it knows are open; those it does not know stay as they are. */
function merged(current: Set<string>, next: Record<string, boolean>): Set<string> {
  const changed = Object.entries(next).filter(([path, isOpen]) => current.has(path) !== isOpen);
  if (changed.length === 0) return current;
  const result = new Set(current);
  for (const [path, isOpen] of changed) {
    if (isOpen) result.add(path);
    else result.delete(path);
  }
  return result;
}

function nodesOf(root: JsonRow): NodeMap {
  const rows = new Map<string, JsonRow>();
  const node = (row: JsonRow): TreeNodeData => {
    rows.set(row.path, row);
    const children = row.children.map(node);
    if (row.hidden > 0 && children.length > 0) {
      children.push({ value: `${row.path}${MORE}`, label: '' });
    }
    return { value: row.path, label: row.path, hasChildren: row.size > 0, children };
  };
  return { data: [node(root)], rows };
}
