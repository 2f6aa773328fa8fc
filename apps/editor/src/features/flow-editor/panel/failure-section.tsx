import { Divider, Group, NumberInput, Radio, Select, Stack, Switch, Text } from '@mantine/core';
import { onErrorSchema, type ActionStep, type RetryPolicy } from '@millrace/model';
import { DurationInput } from '../../../ui/duration-input.tsx';
import { useEditor } from '../editor-context.ts';

/** What the engine does where a step says nothing: 9 tries over about 21 minutes. */
const USUAL: RetryPolicy = { times: 8, backoff: 'exponential', first: '5s', max: '1h' };

const OUTCOMES = [
  {
    value: 'fail',
    label: 'The run fails',
    description: 'Later steps do not run. You can replay it from here.',
  },
  {
    value: 'continue',
    label: 'Go on without it',
    description:
      'Later steps run. The output of this one is empty; its error has status, code, message and body.',
  },
  {
    value: 'never_repeat',
    label: 'Never repeat',
    description:
      'For payments and the like. When it is unclear whether it worked, a person decides.',
  },
] as const;

/** How often a failed action is tried again, and what follows when it does not help. */
export function FailureSection({ step }: { step: ActionStep }) {
  const { actions } = useEditor();
  const chosen = step.on_error ?? 'fail';
  return (
    <Stack gap="md" role="group" aria-label="If it fails">
      <Divider label="If it fails" labelPosition="left" />
      {chosen === 'never_repeat' ? null : <Retry step={step} />}
      <Radio.Group
        label={chosen === 'never_repeat' ? 'When it fails' : 'When it still fails'}
        value={chosen}
        onChange={(next) => {
          const on_error = onErrorSchema.safeParse(next).data;
          actions.replace({ ...step, on_error: on_error === 'fail' ? undefined : on_error });
        }}
      >
        <Stack gap={8} mt={6}>
          {OUTCOMES.map((outcome) => (
            <Radio key={outcome.value} {...outcome} size="sm" />
          ))}
        </Stack>
      </Radio.Group>
    </Stack>
  );
}

function Retry({ step }: { step: ActionStep }) {
  const { actions } = useEditor();
  const { retry } = step;
  const policy = retry ?? USUAL;
  const again = policy.times > 0;
  const set = (change: Partial<RetryPolicy>, about?: string) =>
    actions.replace(
      { ...step, retry: { ...policy, ...change } },
      about === undefined ? undefined : `${step.id} ${about}`,
    );
  return (
    <Stack gap="sm">
      <Switch
        label="Try again"
        description={
          retry === undefined
            ? 'As usual: up to 8 more times over about 21 minutes.'
            : 'Only when the application is away or too busy, not when it says no.'
        }
        checked={again}
        onChange={(event) => set({ times: event.currentTarget.checked ? USUAL.times : 0 })}
      />
      {again ? <Policy policy={policy} set={set} /> : null}
      {retry === undefined ? null : (
        <Text
          component="button"
          type="button"
          size="xs"
          c="dimmed"
          td="underline"
          style={{ alignSelf: 'flex-start', background: 'none', border: 0, padding: 0 }}
          onClick={() => actions.replace({ ...step, retry: undefined })}
        >
          As usual again
        </Text>
      )}
    </Stack>
  );
}

interface PolicyProps {
  policy: RetryPolicy;
  set: (change: Partial<RetryPolicy>, about?: string) => void;
}

function Policy({ policy, set }: PolicyProps) {
  const fixed = policy.backoff === 'fixed';
  return (
    <>
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <NumberInput
          label="Times"
          w={110}
          min={1}
          max={100}
          clampBehavior="strict"
          allowDecimal={false}
          value={policy.times}
          onChange={(times) => {
            if (typeof times === 'number') set({ times }, 'times');
          }}
        />
        <Select
          label="Pause between tries"
          flex={1}
          allowDeselect={false}
          data={[
            { value: 'exponential', label: 'Twice as long each time' },
            { value: 'fixed', label: 'Always the same' },
          ]}
          value={policy.backoff}
          onChange={(next) => set({ backoff: next === 'fixed' ? 'fixed' : 'exponential' })}
        />
      </Group>
      <DurationInput
        label={fixed ? 'Pause' : 'First pause'}
        value={policy.first}
        onChange={(first) => set({ first }, 'first')}
      />
      {fixed ? null : (
        <DurationInput
          label="Longest pause"
          value={policy.max}
          onChange={(max) => set({ max }, 'max')}
        />
      )}
    </>
  );
}
