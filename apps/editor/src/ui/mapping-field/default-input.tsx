import { TextInput } from '@mantine/core';
import { jsonValueSchema, type Field, type Mapping } from '@millrace/model';
import { emptyOf, mappingFromText, missingOf, textOf, withMissing } from './mapping-text.ts';

interface DefaultInputProps {
  field: Field;
  value: Mapping | undefined;
  onChange: (value: Mapping) => void;
}

/** The value a field takes when its mapping finds nothing, where someone asked for one. */
export function DefaultInput({ field, value, onChange }: DefaultInputProps) {
  const missing = missingOf(value);
  if (value === undefined || missing === undefined || typeof missing === 'string') return null;
  return (
    <TextInput
      size="xs"
      label={`When there is nothing${emptyOf(value) === undefined ? '' : ', or it is empty'}, use`}
      value={textOf(missing.default)}
      autoComplete="off"
      onChange={(event) => {
        const text = event.currentTarget.value;
        const literal = jsonValueSchema.safeParse(mappingFromText(text, field.type, text));
        onChange(withMissing(value, { default: literal.data ?? '' }));
      }}
    />
  );
}
