import { Group, Input, NumberInput, Select } from '@mantine/core';
import { DURATION_UNITS, durationParts } from './duration.ts';

export interface DurationInputProps {
  label: string;
  description?: string;
  /** Such as `10m`. */
  value: string;
  /** Units that make no sense here are left out; one that is set already stays. */
  withoutMilliseconds?: boolean;
  onChange: (value: string) => void;
}

const UNITS = DURATION_UNITS.map(({ unit, many }) => ({ value: unit, label: many }));

/** A length of time as a number and a unit. */
export function DurationInput(props: DurationInputProps) {
  const { label, description, value, onChange, withoutMilliseconds = true } = props;
  const parts = durationParts(value);
  const unit = parts?.unit ?? 'm';
  const units = UNITS.filter((one) => one.value !== 'ms' || !withoutMilliseconds || unit === 'ms');
  return (
    <Input.Wrapper label={label} labelElement="div" description={description}>
      <Group gap="xs" wrap="nowrap" mt={4} role="group" aria-label={label}>
        <NumberInput
          w={110}
          size="sm"
          aria-label={`${label}: how many`}
          value={parts?.amount ?? ''}
          min={0}
          max={999_999_999}
          allowDecimal={false}
          allowNegative={false}
          error={parts === undefined}
          onChange={(amount) => onChange(`${amount}${unit}`)}
        />
        <Select
          w={130}
          aria-label={`${label}: unit`}
          data={units}
          value={unit}
          allowDeselect={false}
          onChange={(next) => onChange(`${parts?.amount ?? 1}${next ?? unit}`)}
        />
      </Group>
    </Input.Wrapper>
  );
}
