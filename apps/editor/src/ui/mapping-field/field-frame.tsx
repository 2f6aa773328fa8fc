import { Box, Group, Input, Stack, Text } from '@mantine/core';
import type { Field, Mapping } from '@millrace/model';
import { IconClockX } from '@tabler/icons-react';
import { lazy, Suspense, type ReactNode } from 'react';
import { DefaultInput } from './default-input.tsx';
import type { FieldNote } from './field-note.ts';
import { FieldNotes } from './field-notes.tsx';
import type { FieldShape } from './field-shape.ts';
import classes from './mapping-field.module.css';
import { MappingMenu } from './mapping-menu.tsx';
import { takesWhole } from './mapping-text.ts';
import type { Helpers } from './use-helpers.ts';
import type { ShownPreview } from './use-preview.ts';
import { ValuePreview } from './value-preview.tsx';

const HelperPanel = lazy(async () => ({
  default: (await import('./helper-panel.tsx')).HelperPanel,
}));

export interface FieldFrameProps {
  id: string;
  field: Field;
  value: Mapping | undefined;
  /** What is previewed: the value, or what is being written. */
  shown: Mapping | undefined;
  shape: FieldShape;
  error: string | undefined;
  preview: ShownPreview;
  notes: readonly FieldNote[];
  /** The field when it says what finding nothing means. */
  deciding: Field | undefined;
  helpers: Helpers;
  hideLabel: boolean;
  onChange: (value: Mapping | undefined) => void;
  onAim: () => void;
  children: ReactNode;
}

/** Label, help, menu, control, what is said of it, and preview of a field, in one rhythm. */
export function FieldFrame(props: FieldFrameProps) {
  const { id, field, value, shape, error, helpers, hideLabel, children } = props;
  const isTree = ['list', 'object', 'map', 'union'].includes(shape);
  const takesTemplates = (shape === 'text' || shape === 'path') && !takesWhole(field.type);
  const menu = (
    <MappingMenu
      field={field}
      deciding={props.deciding}
      value={value}
      tall={hideLabel}
      onChange={props.onChange}
      onAim={props.onAim}
      onHelpers={takesTemplates ? helpers.toggle : undefined}
    />
  );
  return (
    <Stack gap={4} data-field={field.key}>
      {hideLabel ? (
        <Group gap={4} wrap="nowrap" align="flex-start">
          <Box flex={1} miw={0}>
            {children}
          </Box>
          {isTree ? null : menu}
        </Group>
      ) : (
        <>
          <FieldHead id={id} field={field} shape={shape} menu={menu} />
          {children}
        </>
      )}
      {error === undefined ? null : <Input.Error id={`${id}-error`}>{error}</Input.Error>}
      {helpers.opened ? (
        <Suspense fallback={null}>
          <HelperPanel label={field.label} onInsert={helpers.insert} onClose={helpers.close} />
        </Suspense>
      ) : null}
      <Said {...props} isTree={isTree} />
      <DefaultInput field={field} value={value} onChange={props.onChange} />
    </Stack>
  );
}

/** Shapes that are one input, which a label can name. */
const SINGLE: ReadonlySet<FieldShape> = new Set<FieldShape>([
  'text',
  'json',
  'choice',
  'secret',
  'file',
]);

interface FieldHeadProps {
  id: string;
  field: Field;
  shape: FieldShape;
  menu: ReactNode;
}

function FieldHead({ id, field, shape, menu }: FieldHeadProps) {
  return (
    <>
      <Group gap="xs" justify="space-between" wrap="nowrap" mih={24}>
        <Input.Label
          required={field.required ?? false}
          labelElement={SINGLE.has(shape) ? 'label' : 'div'}
          htmlFor={id}
          id={`${id}-label`}
        >
          {field.label}
          {field.unit === undefined ? null : (
            <Text span inherit c="dimmed" fw={400}>
              {' '}
              in {field.unit}
            </Text>
          )}
        </Input.Label>
        {menu}
      </Group>
      {field.help === undefined ? null : (
        <Input.Description id={`${id}-help`}>{field.help}</Input.Description>
      )}
      {field.deprecated === undefined ? null : <Outdated why={field.deprecated} />}
    </>
  );
}

/** Says that a field goes out of use, and why. */
function Outdated({ why }: { why: string }) {
  return (
    <Text size="xs" className={classes['outdated'] ?? ''}>
      <IconClockX size={14} aria-hidden /> Going out of use: {why}
    </Text>
  );
}

/** What the field gives, and what the checks have to say of it. */
function Said(props: FieldFrameProps & { isTree: boolean }) {
  const { id, field, shown, preview, notes, deciding, isTree } = props;
  const said = `${id}-said`;
  const hasPreview = !isTree && shown !== undefined && preview !== undefined;
  return (
    <>
      {hasPreview ? (
        <ValuePreview
          id={notes.length > 0 ? undefined : said}
          mapping={shown}
          preview={preview}
          label={field.label}
          field={deciding}
          noted={notes.length > 0}
        />
      ) : null}
      <FieldNotes id={said} notes={notes} />
    </>
  );
}
