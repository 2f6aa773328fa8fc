import { NumberInput, Stack, Switch, Text } from '@mantine/core';
import type { Limits } from '@millrace/model';
import { DurationInput } from '../../../ui/duration-input.tsx';
import { MappingField } from '../../../ui/mapping-field/mapping-field.tsx';
import { FLOW } from '../checks/check.ts';
import { aboutField } from '../draft/about-field.ts';
import { useEditor } from '../editor-context.ts';
import classes from '../flow-editor.module.css';
import { PanelHead } from '../panel/panel-head.tsx';
import { PlaceChecks } from '../panel/place-checks.tsx';
import { withLimits, withOrder } from './with-settings.ts';

/** How much of the flow may happen at a time, and in which order. */
export function FlowSettings() {
  const { draft } = useEditor();
  const { document } = draft;
  const limits = document.limits ?? {};
  const set = (change: Partial<Limits>, about?: string) =>
    draft.edit(withLimits(document, change), about);
  return (
    <>
      <PanelHead
        icon={{ kind: 'flow' }}
        title="Limits and order"
        summary="What is over a limit waits; nothing is dropped"
      />
      <div className={classes.panelBody}>
        <Stack gap="lg">
          <PlaceChecks place={FLOW} />
          <NumberInput
            label="Runs at a time"
            description="Over all servers. Runs that wait for a time or a retry do not count."
            placeholder="No limit"
            styles={{ wrapper: { maxWidth: 220 } }}
            min={1}
            max={1_000}
            clampBehavior="strict"
            allowDecimal={false}
            value={limits.concurrency ?? ''}
            onChange={(next) =>
              set(
                { concurrency: typeof next === 'number' ? next : undefined },
                'limits concurrency',
              )
            }
          />
          <Rate limits={limits} set={set} />
          <Timeout limits={limits} set={set} />
          <MappingField
            field={{
              key: 'order_by',
              label: 'In order by',
              type: 'string',
              placeholder: 'Any order',
              help: 'Runs with the same value here, such as a customer id, run one after the other, as their events arrived. A failing one holds up only its own.',
            }}
            value={document.order_by}
            onChange={(next) =>
              draft.edit(withOrder(document, next), aboutField(FLOW, 'order_by', next))
            }
          />
        </Stack>
      </div>
    </>
  );
}

interface LimitProps {
  limits: Limits;
  set: (change: Partial<Limits>, about?: string) => void;
}

function Rate({ limits, set }: LimitProps) {
  const { rate } = limits;
  return (
    <Stack gap="xs">
      <Switch
        label="Limit how many start in a time"
        checked={rate !== undefined}
        onChange={(event) =>
          set({ rate: event.currentTarget.checked ? { runs: 10, per: '1m' } : undefined })
        }
      />
      {rate === undefined ? null : (
        <>
          <NumberInput
            label="Runs"
            w={140}
            min={1}
            max={100_000}
            clampBehavior="strict"
            allowDecimal={false}
            value={rate.runs}
            onChange={(runs) => {
              if (typeof runs === 'number') set({ rate: { ...rate, runs } }, 'limits rate');
            }}
          />
          <DurationInput
            label="In each"
            value={rate.per}
            onChange={(per) => set({ rate: { ...rate, per } }, 'limits per')}
          />
        </>
      )}
    </Stack>
  );
}

function Timeout({ limits, set }: LimitProps) {
  const { timeout } = limits;
  return (
    <Stack gap="xs">
      <Switch
        label="Give up on runs that take too long"
        checked={timeout !== undefined}
        onChange={(event) => set({ timeout: event.currentTarget.checked ? '1h' : undefined })}
      />
      {timeout === undefined ? null : (
        <>
          <DurationInput
            label="A run fails after"
            value={timeout}
            onChange={(next) => set({ timeout: next }, 'limits timeout')}
          />
          <Text size="xs" c="dimmed">
            Counted from its start, with all waiting and retries.
          </Text>
        </>
      )}
    </Stack>
  );
}
