import { Select, SegmentedControl, Stack } from '@mantine/core';
import type { Mapping } from '@millrace/model';
import { useRef } from 'react';
import { MappingField, type ControlProps } from './mapping-field.tsx';
import { membersOf } from './members.ts';
import classes from './mapping-field.module.css';

const UNSET = '';
/** More choices than fit side by side. */
const MOST_SEGMENTS = 3;

/** One of several ways to give a value; what was given in another way comes back when it is chosen again. */
export function UnionControl(props: ControlProps) {
  const { field, value, onChange, place } = props;
  const members = membersOf(value);
  const [chosen = UNSET] = Object.keys(members);
  const option = field.options?.[chosen];
  const given = useRef<Record<string, Mapping>>({});
  const choose = (key: string) => {
    if (option !== undefined) given.current[chosen] = members[chosen] ?? '';
    props.onFocus();
    onChange(key === UNSET ? undefined : { [key]: given.current[key] ?? firstOf(props, key) });
  };
  return (
    <Stack gap="sm" role="group" aria-label={props.ariaLabel ?? field.label}>
      <Ways {...props} chosen={chosen} onChoose={choose} />
      {option === undefined ? null : (
        <div className={classes['nested']}>
          <MappingField
            key={chosen}
            field={option}
            value={members[chosen]}
            place={place && [...place, chosen]}
            onChange={(next) => onChange({ [chosen]: next ?? firstOf(props, chosen) })}
          />
        </div>
      )}
    </Stack>
  );
}

interface WaysProps extends ControlProps {
  chosen: string;
  onChoose: (key: string) => void;
}

function Ways({ field, chosen, onChoose }: WaysProps) {
  const options = Object.entries(field.options ?? {}).map(([value, { label }]) => ({
    value,
    label,
  }));
  const isFree = field.required !== true || chosen === UNSET;
  const label = `How ${field.label} is given`;
  if (options.length > MOST_SEGMENTS) {
    return (
      <Select
        aria-label={label}
        placeholder="Choose…"
        data={options}
        value={chosen === UNSET ? null : chosen}
        clearable={field.required !== true}
        allowDeselect={false}
        onChange={(next) => onChoose(next ?? UNSET)}
      />
    );
  }
  return (
    <SegmentedControl
      aria-label={label}
      style={{ alignSelf: 'flex-start' }}
      data={isFree ? [{ value: UNSET, label: 'Not set' }, ...options] : options}
      value={chosen}
      onChange={onChoose}
    />
  );
}

/** What an option holds before anything was given. */
function firstOf({ field }: ControlProps, key: string): Mapping {
  const option = field.options?.[key];
  if (option?.default !== undefined) return option.default;
  if (option?.type === 'list') return [];
  return option?.type === 'object' || option?.type === 'map' || option?.type === 'union' ? {} : '';
}
