import { Anchor, Progress, ScrollArea, Table, Text } from '@mantine/core';
import type { Field, Mapping } from '@millrace/model';
import { RelativeTime } from '../relative-time.tsx';
import { shortJson } from '../json-text-of.ts';
import { useMappingScope } from './mapping-scope.tsx';
import classes from './mapping-field.module.css';
import { isMissing, summaryOf, TYPE_NAMES, type TrialRow } from './trial.ts';
import { useTrialRows } from './use-trial-rows.ts';

interface TrialsTableProps {
  /** The name of the field. */
  label: string;
  mapping: Mapping;
  field: Field | undefined;
}

/** What a mapping gives for each of the last events, as it stands now. */
export function TrialsTable({ label, mapping, field }: TrialsTableProps) {
  const { trials } = useMappingScope();
  const { rows, done } = useTrialRows(mapping, trials.events, field);
  if (trials.problem !== undefined) {
    return (
      <Text size="xs" className={classes['trials'] ?? ''} p="xs">
        {trials.problem.detail} {trials.problem.hint}{' '}
        <Anchor component="button" size="xs" onClick={trials.retry}>
          Try again
        </Anchor>
      </Text>
    );
  }
  if (trials.events?.length === 0) return <NoEvents />;
  return (
    <div className={classes['trials']}>
      <Text size="xs" fw={550} px={10} py={7} role="status">
        {done ? summaryOf(rows) : 'Trying it on the last events…'}
      </Text>
      {done ? null : <Progress value={100} animated size={2} radius={0} aria-hidden />}
      <ScrollArea.Autosize mah={280} type="auto" tabIndex={0} aria-label={`${label}, by event`}>
        <Table
          verticalSpacing={5}
          horizontalSpacing={10}
          layout="fixed"
          className={classes['trialsTable'] ?? ''}
          aria-label={`What ${label} gives for the last events`}
        >
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col" w={92}>
                Event
              </Table.Th>
              <Table.Th scope="col">Value</Table.Th>
              <Table.Th scope="col" w={72}>
                Type
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <TrialLine key={row.trial.id} row={row} />
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea.Autosize>
    </div>
  );
}

function TrialLine({ row: { trial, preview } }: { row: TrialRow }) {
  return (
    <Table.Tr>
      <Table.Td>
        <RelativeTime at={trial.receivedAt} size="xs" c="dimmed" />
      </Table.Td>
      {preview?.ok === true ? (
        <>
          <Table.Td className={classes['trialValue']} title={shown(preview.value).slice(0, 400)}>
            {preview.type === 'missing' ? '–' : shown(preview.value).slice(0, 200)}
          </Table.Td>
          <Table.Td className={classes['trialType']}>{TYPE_NAMES[preview.type]}</Table.Td>
        </>
      ) : (
        <Wrong row={{ trial, preview }} />
      )}
    </Table.Tr>
  );
}

function Wrong({ row: { trial, preview } }: { row: TrialRow }) {
  const error = preview?.ok === false ? preview.error : trial.left;
  return (
    <>
      <Table.Td className={classes['trialWrong']} title={`${error?.message} ${error?.hint}`}>
        <span className={classes['trialMessage']}>{error?.message}</span>
      </Table.Td>
      <Table.Td className={classes['trialType']}>{kindOf(preview)}</Table.Td>
    </>
  );
}

function kindOf(preview: TrialRow['preview']): string {
  if (preview === undefined) return 'not tried';
  return isMissing(preview) ? 'missing' : 'error';
}

function shown(value: unknown): string {
  return shortJson(value, 400);
}

function NoEvents() {
  return (
    <div className={classes['trials']}>
      <Text size="xs" p={10} c="dimmed">
        No event has arrived yet. Millrace keeps everything sent to the trigger URL, also before the
        flow is published: open the trigger, send one from your application or press{' '}
        <strong>Send sample</strong>, and it is listed here.
      </Text>
    </div>
  );
}
