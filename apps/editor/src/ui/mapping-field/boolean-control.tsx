import { SegmentedControl } from '@mantine/core';
import type { ControlProps } from './mapping-field.tsx';

/** Yes, no, or nothing at all when the field may be left out. */
export function BooleanControl(props: ControlProps) {
  const options = [
    ...(props.field.required === true ? [] : [{ value: 'unset', label: 'Not set' }]),
    { value: 'true', label: 'Yes' },
    { value: 'false', label: 'No' },
  ];
  return (
    <SegmentedControl
      aria-label={props.ariaLabel ?? props.field.label}
      data={options}
      value={typeof props.value === 'boolean' ? String(props.value) : 'unset'}
      onFocus={props.onFocus}
      onChange={(next) => {
        props.onFocus();
        props.onChange(next === 'unset' ? undefined : next === 'true');
      }}
      style={{ alignSelf: 'flex-start' }}
    />
  );
}
