import { Accordion, Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { AttemptStatusBadge } from '../status-badge.tsx';
import { isTroubled, itemCount, itemStatus, type ItemNode, type StepNode } from './attempt-tree.ts';
import classes from './run-detail.module.css';
import { StepList, type StepListProps } from './step-list.tsx';

/** Items of a loop are unfolded up to this many. */
const MOST_OPEN = 20;
/** Items drawn before someone asks for more. */
const PAGE = 100;

type LoopItemsProps = { node: StepNode } & Pick<StepListProps, 'stepName'>;

/** What a loop did for each item; of many, one line each and the troubled ones to pick out. */
export function LoopItems({ node, stepName }: LoopItemsProps) {
  const few = node.items.length <= MOST_OPEN;
  const troubled = node.items.filter(isTroubled);
  const [only, setOnly] = useState(false);
  const [shown, setShown] = useState(PAGE);
  const items = only && troubled.length > 0 ? troubled : node.items;
  const total = itemCount(node);
  return (
    <Stack gap="xs" role="group" aria-label={`Items of ${node.step}`}>
      <Group justify="space-between">
        <Text size="xs" fw={600} c="dimmed">
          {node.items.length < total ? `${node.items.length} of ${total} items so far` : 'Items'}
        </Text>
        {few || troubled.length === 0 ? null : (
          <SegmentedControl
            size="xs"
            aria-label="Which items are shown"
            data={[
              { value: 'all', label: `All ${node.items.length}` },
              { value: 'troubled', label: `Failed ${troubled.length}` },
            ]}
            value={only ? 'troubled' : 'all'}
            onChange={(next) => setOnly(next === 'troubled')}
          />
        )}
      </Group>
      <ItemList
        items={items.slice(0, shown)}
        total={total}
        openFirst={few ? node.items : troubled.slice(0, 1)}
        stepName={stepName}
      />
      {items.length <= shown ? null : (
        <Button
          variant="default"
          size="compact-sm"
          style={{ alignSelf: 'flex-start' }}
          onClick={() => setShown(shown + PAGE)}
        >
          Show {Math.min(PAGE, items.length - shown)} more
        </Button>
      )}
    </Stack>
  );
}

interface ItemListProps extends Pick<StepListProps, 'stepName'> {
  items: readonly ItemNode[];
  total: number;
  /** Those unfolded at first. */
  openFirst: readonly ItemNode[];
}

function ItemList({ items, total, openFirst, stepName }: ItemListProps) {
  const [open, setOpen] = useState<readonly string[]>(() => openFirst.map(({ key }) => key));
  return (
    <Accordion
      multiple
      order={4}
      variant="contained"
      chevronPosition="left"
      value={[...open]}
      onChange={setOpen}
      classNames={{ content: classes.itemContent ?? '' }}
    >
      {items.map((item) => (
        <Accordion.Item key={item.key} value={item.key}>
          <Accordion.Control py={0}>
            <Group gap="sm" justify="space-between" wrap="nowrap">
              <Text size="sm">
                Item {item.index + 1} of {total}
              </Text>
              <AttemptStatusBadge status={itemStatus(item)} />
            </Group>
          </Accordion.Control>
          <Accordion.Panel>
            {open.includes(item.key) ? <StepList nodes={item.steps} stepName={stepName} /> : null}
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}
