import { Box, Group, Input, Stack } from '@mantine/core';
import type { Field, Mapping } from '@millrace/model';
import type { ReactNode } from 'react';
import { DefaultInput } from './default-input.tsx';
import type { FieldShape } from './field-shape.ts';
import { MappingMenu } from './mapping-menu.tsx';
import { ValuePreview } from './value-preview.tsx';

export interface FieldFrameProps {
  id: string;
  field: Field;
  value: Mapping | undefined;
  shape: FieldShape;
  error: string | undefined;
  hideLabel: boolean;
  onChange: (value: Mapping | undefined) => void;
  onAim: () => void;
  children: ReactNode;
}

/** Label, help, menu, control, error and preview of a field, in one rhythm. */
export function FieldFrame(props: FieldFrameProps) {
  const { id, field, value, shape, error, hideLabel, children } = props;
  const menu = (
    <MappingMenu
      field={field}
      value={value}
      tall={hideLabel}
      onChange={props.onChange}
      onAim={props.onAim}
    />
  );
  const isTree = shape === 'list' || shape === 'object' || shape === 'map';
  return (
    <Stack gap={4} data-field={field.key}>
      {hideLabel ? null : (
        <Group gap="xs" justify="space-between" wrap="nowrap" mih={24}>
          <Input.Label
            required={field.required ?? false}
            labelElement={
              shape === 'text' || shape === 'json' || shape === 'choice' || shape === 'secret'
                ? 'label'
                : 'div'
            }
            htmlFor={id}
            id={`${id}-label`}
          >
            {field.label}
          </Input.Label>
          {menu}
        </Group>
      )}
      {field.help === undefined || hideLabel ? null : (
        <Input.Description id={`${id}-help`}>{field.help}</Input.Description>
      )}
      {hideLabel ? (
        <Group gap={4} wrap="nowrap" align="flex-start">
          <Box flex={1} miw={0}>
            {children}
          </Box>
          {isTree ? null : menu}
        </Group>
      ) : (
        children
      )}
      {error === undefined ? null : <Input.Error id={`${id}-error`}>{error}</Input.Error>}
      {isTree ? null : <ValuePreview mapping={value} />}
      <DefaultInput field={field} value={value} onChange={props.onChange} />
    </Stack>
  );
}
