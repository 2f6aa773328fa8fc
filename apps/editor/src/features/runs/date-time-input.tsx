import { TextInput } from '@mantine/core';
import { localText } from './local-time.ts';

interface DateTimeInputProps {
  label: string;
  /** An instant, or empty. */
  value: string;
  error?: string | undefined;
  onChange: (value: string) => void;
}

/** A day and time of the reader's own time zone. */
export function DateTimeInput({ label, value, error, onChange }: DateTimeInputProps) {
  return (
    <TextInput
      type="datetime-local"
      label={label}
      value={value === '' ? '' : localText(value)}
      error={error}
      onChange={(event) => {
        const time = Date.parse(event.currentTarget.value);
        onChange(Number.isNaN(time) ? '' : new Date(time).toISOString());
      }}
    />
  );
}
