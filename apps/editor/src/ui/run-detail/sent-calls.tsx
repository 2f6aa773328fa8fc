import { Accordion, Badge, Group, Stack, Text } from '@mantine/core';
import type { Attempt, RecordedCall } from '@millrace/model';
import { useState } from 'react';
import { CodeBlock } from '../code-block.tsx';
import { sizeText, durationText } from '../format.ts';
import classes from './run-detail.module.css';

/** What a try sent and what came back, folded away: inputs and outputs say enough as a rule. */
export function SentCalls({ attempt }: { attempt: Attempt }) {
  const [open, setOpen] = useState(false);
  const { calls = [], calls_left_out: leftOut = 0 } = attempt;
  if (calls.length === 0) return null;
  // Where some are left out, as many are kept of the first as of the last.
  const gap = leftOut === 0 ? calls.length : Math.ceil(calls.length / 2);
  return (
    <Accordion
      variant="contained"
      order={4}
      chevronPosition="left"
      value={open ? 'sent' : null}
      onChange={(value) => setOpen(value !== null)}
    >
      <Accordion.Item value="sent">
        <Accordion.Control py={0}>
          <Group gap="sm" justify="space-between" wrap="nowrap">
            <Text size="sm">What was sent</Text>
            <Text size="xs" c="dimmed">
              {countText(calls.length + leftOut)}
            </Text>
          </Group>
        </Accordion.Control>
        <Accordion.Panel>
          {open ? (
            <Stack gap="lg">
              <Calls calls={calls.slice(0, gap)} step={attempt.step} first={1} />
              {leftOut === 0 ? null : (
                <Text size="xs" c="dimmed">
                  {countText(leftOut)} in between {leftOut === 1 ? 'is' : 'are'} not kept.
                </Text>
              )}
              <Calls calls={calls.slice(gap)} step={attempt.step} first={gap + leftOut + 1} />
            </Stack>
          ) : null}
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}

function countText(count: number): string {
  return count === 1 ? '1 call' : `${count} calls`;
}

interface CallsProps {
  calls: readonly RecordedCall[];
  step: string;
  first: number;
}

function Calls({ calls, step, first }: CallsProps) {
  return calls.map((call, at) => (
    <Call key={first + at} call={call} label={`of call ${first + at} of step ${step}`} />
  ));
}

function Call({ call, label }: { call: RecordedCall; label: string }) {
  const { method, url, status, ms, bytes, error } = call;
  return (
    <Stack gap="xs">
      <Group gap="xs" align="baseline">
        <Badge variant="light" color={isFine(status) ? 'gray' : 'red'} radius="sm">
          {status ?? 'no answer'}
        </Badge>
        <Text size="sm" ff="monospace" className={classes.address ?? ''}>
          {method} {url}
        </Text>
        <Text size="xs" c="dimmed">
          {durationText(ms)}
          {bytes === undefined ? '' : ` · ${sizeText(bytes)}`}
        </Text>
      </Group>
      {error === undefined ? null : <Text size="sm">{error}</Text>}
      {call.redirects?.map((redirect, at) => (
        <Text key={at} size="xs" c="dimmed" className={classes.address ?? ''}>
          {redirect.status} led to {redirect.method} {redirect.url}
        </Text>
      ))}
      <Part title="Sent" label={label} head={call.headers} body={call.sent} />
      <Part title="Answer" label={label} head={call.answer_headers} body={call.answer} />
    </Stack>
  );
}

function isFine(status: number | undefined): boolean {
  return status !== undefined && status < 400;
}

interface PartProps {
  title: string;
  label: string;
  head: Record<string, string> | undefined;
  body: string | undefined;
}

function Part({ title, label, head, body }: PartProps) {
  const lines = Object.entries(head ?? {}).map(([name, value]) => `${name}: ${value}`);
  const text = [lines.join('\n'), body ?? ''].filter((part) => part !== '').join('\n\n');
  if (text === '') return null;
  return (
    <div>
      <Text size="xs" fw={600} c="dimmed" mb={6}>
        {title}
      </Text>
      <CodeBlock code={text} label={`${title} ${label}`} wrap />
    </div>
  );
}
