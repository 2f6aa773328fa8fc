import { ActionIcon, Menu, Text } from '@mantine/core';
import { compilePath } from '@millrace/mapping';
import {
  isPathMapping,
  isTemplateMapping,
  type Conversion,
  type Field,
  type Mapping,
  type Missing,
  type PathMapping,
  type Take,
} from '@millrace/model';
import {
  IconCheck,
  IconDots,
  IconMathFunction,
  IconPointer,
  IconTextPlus,
  IconX,
} from '@tabler/icons-react';
import {
  conversionOf,
  emptyOf,
  missingOf,
  pathToTemplate,
  takeOf,
  templateToText,
  withConversion,
  withEmpty,
  withMissing,
  withTake,
} from './mapping-text.ts';

const CONVERSIONS: readonly { as: Conversion | undefined; label: string }[] = [
  { as: undefined, label: 'As it is' },
  { as: 'string', label: 'Text' },
  { as: 'number', label: 'Number' },
  { as: 'boolean', label: 'Yes or no' },
  { as: 'date', label: 'Date' },
  { as: 'json', label: 'Read as JSON' },
];

const MISSING: readonly { missing: 'error' | 'omit' | 'null'; label: string }[] = [
  { missing: 'error', label: 'Stop with an error' },
  { missing: 'omit', label: 'Leave the field out' },
  { missing: 'null', label: 'Use null' },
];

export interface MappingMenuProps {
  field: Field;
  /** The field when it says what finding nothing means. */
  deciding: Field | undefined;
  value: Mapping | undefined;
  onChange: (value: Mapping | undefined) => void;
  /** As high as the input it stands beside. */
  tall?: boolean;
  /** Makes the field the one picked values go to. */
  onAim: () => void;
  /** Shows the helpers of templates; undefined for a field that takes none. */
  onHelpers: (() => void) | undefined;
}

/** How the value of a field is converted, what happens when it is missing, and other forms of it. */
export function MappingMenu(props: MappingMenuProps) {
  const { field, deciding, value, onChange, onAim, onHelpers, tall = false } = props;
  const computed = isPathMapping(value) || isTemplateMapping(value);
  const asTemplate = pathToTemplate(value);
  const asText = templateToText(value);
  return (
    <Menu width={270} withinPortal>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          h={tall ? 36 : 22}
          aria-label={`Options of ${field.label}`}
        >
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown mah="60vh" style={{ overflowY: 'auto' }}>
        <Menu.Item leftSection={<IconPointer size={16} aria-hidden />} onClick={onAim}>
          Fill from the data
        </Menu.Item>
        {asTemplate === undefined || field.type === 'list' ? null : (
          <Menu.Item
            leftSection={<IconTextPlus size={16} aria-hidden />}
            onClick={() => onChange(asTemplate)}
          >
            Write text around it
          </Menu.Item>
        )}
        {onHelpers === undefined ? null : (
          <Menu.Item leftSection={<IconMathFunction size={16} aria-hidden />} onClick={onHelpers}>
            Use a helper
          </Menu.Item>
        )}
        {asText === undefined ? null : (
          <Menu.Item onClick={() => onChange(asText)}>Treat {'{{ }}'} as plain text</Menu.Item>
        )}
        {selectsMany(value) ? <TakeItems value={value} onChange={onChange} /> : null}
        {computed ? <ConversionItems value={value} onChange={onChange} /> : null}
        {computed ? <MissingItems field={deciding} value={value} onChange={onChange} /> : null}
        {value === undefined ? null : (
          <>
            <Menu.Divider />
            <Menu.Item
              leftSection={<IconX size={16} aria-hidden />}
              onClick={() => onChange(undefined)}
            >
              Clear
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function selectsMany(value: Mapping | undefined): value is PathMapping {
  if (!isPathMapping(value)) return false;
  try {
    return !compilePath(value.$path).singular;
  } catch {
    return false;
  }
}

const TAKES: readonly { take: Take | undefined; label: string }[] = [
  { take: undefined, label: 'All, as a list' },
  { take: 'first', label: 'The first' },
  { take: 'last', label: 'The last' },
];

function TakeItems({ value, onChange }: ItemsProps) {
  const current = takeOf(value);
  return (
    <>
      <Menu.Label>Of the values it finds</Menu.Label>
      {TAKES.map(({ take, label }) => (
        <Menu.Item
          key={label}
          rightSection={take === current ? <Chosen /> : null}
          onClick={() => onChange(withTake(value, take))}
        >
          {label}
        </Menu.Item>
      ))}
    </>
  );
}

interface ItemsProps {
  value: Mapping;
  onChange: (value: Mapping) => void;
}

function ConversionItems({ value, onChange }: ItemsProps) {
  const current = conversionOf(value);
  return (
    <>
      <Menu.Label>Type</Menu.Label>
      {CONVERSIONS.map(({ as, label }) => (
        <Menu.Item
          key={label}
          rightSection={as === current ? <Chosen /> : null}
          onClick={() => onChange(withConversion(value, as))}
        >
          {label}
        </Menu.Item>
      ))}
    </>
  );
}

function MissingItems({ field, value, onChange }: ItemsProps & { field: Field | undefined }) {
  const own = missingOf(value);
  const usual = field === undefined || field.required === true ? 'error' : 'omit';
  const current: Missing = own ?? usual;
  const isEmptyMissing = emptyOf(value) === 'missing';
  const set = (missing: Missing) =>
    onChange(withMissing(value, missing === usual ? undefined : missing));
  return (
    <>
      <Menu.Label>
        When there is nothing
        <Text span display="block" fz="xs">
          {usualText(field)}
        </Text>
      </Menu.Label>
      {MISSING.map(({ missing, label }) => (
        <Menu.Item
          key={missing}
          rightSection={missing === current ? <Chosen /> : null}
          onClick={() => set(missing)}
        >
          {label}
          {missing === usual ? ' (default)' : ''}
        </Menu.Item>
      ))}
      <Menu.Item
        rightSection={typeof current === 'string' ? null : <Chosen />}
        onClick={() => set(typeof current === 'string' ? { default: '' } : current)}
      >
        Use another value
      </Menu.Item>
      <Menu.Item
        rightSection={isEmptyMissing ? <Chosen /> : null}
        onClick={() => onChange(withEmpty(value, isEmptyMissing ? undefined : 'missing'))}
      >
        Also when it is null or empty
      </Menu.Item>
    </>
  );
}

/** What happens unless someone says otherwise. */
function usualText(field: Field | undefined): string {
  if (field === undefined) return 'Stops with an error unless you say otherwise.';
  return field.required === true
    ? 'Required field: stops with an error when missing.'
    : 'Optional field: left out when missing.';
}

function Chosen() {
  return <IconCheck size={14} aria-label="chosen" />;
}
