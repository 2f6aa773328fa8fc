import { Accordion, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { between, durationText } from '../format.ts';
import { AttemptStatusBadge } from '../status-badge.tsx';
import { AttemptBody } from './attempt-body.tsx';
import { isTroubled, itemCount, spanOf, statusOf, type StepNode } from './attempt-tree.ts';
import { EarlierTries } from './earlier-tries.tsx';
import { LoopItems } from './loop-items.tsx';
import classes from './run-detail.module.css';

export interface StepListProps {
  nodes: readonly StepNode[];
  stepName: (step: string) => string | undefined;
  /** Opens the last step when none is in trouble. */
  openLast?: boolean;
}

/** Steps to unfold. Only what is open is drawn: a run can have thousands of attempts. */
export function StepList({ nodes, stepName, openLast = false }: StepListProps) {
  const [open, setOpen] = useState<readonly string[]>(() => openAtFirst(nodes, openLast));
  return (
    <Accordion
      multiple
      order={3}
      variant="separated"
      radius="lg"
      chevronPosition="left"
      value={[...open]}
      onChange={setOpen}
      classNames={{ item: classes.item, control: classes.control }}
    >
      {nodes.map((node) => (
        <Accordion.Item key={node.key} value={node.key}>
          <Accordion.Control>
            <StepHead node={node} name={stepName(node.step)} />
          </Accordion.Control>
          <Accordion.Panel>
            {open.includes(node.key) ? <StepBody node={node} stepName={stepName} /> : null}
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}

function openAtFirst(nodes: readonly StepNode[], openLast: boolean): string[] {
  const troubled = nodes.filter((node) => ['failed', 'in_doubt'].includes(statusOf(node)));
  const opened = troubled.length > 0 || !openLast ? troubled : nodes.slice(-1);
  return opened.map(({ key }) => key);
}

function StepHead({ node, name }: { node: StepNode; name: string | undefined }) {
  const span = spanOf(node);
  const took = span === undefined ? undefined : between(span.from, span.to);
  return (
    <Group gap="sm" wrap="nowrap" justify="space-between">
      <Group gap="xs" miw={0}>
        <Text fw={600} size="sm">
          {name ?? node.step}
        </Text>
        {name === undefined ? null : (
          <Text size="xs" c="dimmed" ff="monospace">
            {node.step}
          </Text>
        )}
        <Text size="xs" c="dimmed">
          {factsOf(node)}
        </Text>
      </Group>
      <Group gap="sm" wrap="nowrap">
        <Text size="xs" c="dimmed" className={classes.nowrap}>
          {took === undefined ? '' : durationText(took)}
        </Text>
        <AttemptStatusBadge status={statusOf(node)} />
      </Group>
    </Group>
  );
}

function factsOf(node: StepNode): string {
  const newest = node.tries.at(-1);
  const items = node.items.length === 0 ? 0 : itemCount(node);
  const troubled = node.items.filter(isTroubled).length;
  return [
    items === 0 ? '' : items === 1 ? '1 item' : `${items} items`,
    troubled === 0 ? '' : `${troubled} failed`,
    newest === undefined || newest.try === 1 ? '' : `try ${newest.try}`,
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function StepBody({ node, stepName }: { node: StepNode } & Pick<StepListProps, 'stepName'>) {
  const newest = node.tries.at(-1);
  return (
    <Stack gap="md">
      {node.items.length === 0 ? null : <LoopItems node={node} stepName={stepName} />}
      {newest === undefined ? null : <AttemptBody attempt={newest} />}
      {node.tries.length < 2 ? null : <EarlierTries tries={node.tries.slice(0, -1)} />}
    </Stack>
  );
}
