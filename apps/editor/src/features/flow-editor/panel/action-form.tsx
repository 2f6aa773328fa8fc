import { Button, Collapse, Divider, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ActionStep, Field, Mapping } from '@millrace/model';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { MappingField } from '../../../ui/mapping-field/mapping-field.tsx';
import { useMappingScope } from '../../../ui/mapping-field/mapping-scope.tsx';
import { isUnset } from '../../../ui/mapping-field/mapping-text.ts';
import { withMember } from '../../../ui/mapping-field/members.ts';
import { FieldsDecide } from '../../../ui/mapping-field/use-preview.ts';
import { aboutField } from '../draft/about-field.ts';
import { useEditor } from '../editor-context.ts';
import { findAction } from '../graph/catalogue.ts';
import { ConnectionPicker } from './connection-picker.tsx';

/** Connection and input of an action, as its manifest describes them. */
export function ActionForm({ step }: { step: ActionStep }) {
  const { catalogue, actions } = useEditor();
  const { notes } = useMappingScope();
  const known = findAction(catalogue, step.action);
  const isNoted = known?.action.input.some(
    ({ key, advanced }) => advanced === true && notes(['input', key], true).length > 0,
  );
  const [more, { toggle }] = useDisclosure(isNoted);
  if (known === undefined) return <UnknownInput step={step} />;
  const { connector, action } = known;
  const ordinary = action.input.filter((field) => field.advanced !== true);
  const advanced = action.input.filter((field) => field.advanced === true);
  const given = advanced.filter((field) => !isUnset(step.input[field.key])).length;
  return (
    <Stack gap="md">
      {connector.connection.length === 0 && !connector.connectionRequired ? null : (
        <ConnectionPicker
          connector={connector}
          value={step.connection}
          onChange={(name) => actions.replace(withConnection(step, name))}
        />
      )}
      <Divider />
      <FieldsDecide value>
        <InputFields step={step} fields={ordinary} />
      </FieldsDecide>
      {advanced.length === 0 ? null : (
        <>
          <Button
            variant="subtle"
            color="gray"
            size="compact-sm"
            style={{ alignSelf: 'flex-start' }}
            aria-expanded={more}
            rightSection={
              more ? (
                <IconChevronUp size={14} aria-hidden />
              ) : (
                <IconChevronDown size={14} aria-hidden />
              )
            }
            onClick={toggle}
          >
            {more ? 'Less' : `More (${given > 0 ? `${given} set` : advanced.length})`}
          </Button>
          <Collapse expanded={more}>
            <Stack gap="md">
              <FieldsDecide value>
                <InputFields step={step} fields={advanced} />
              </FieldsDecide>
            </Stack>
          </Collapse>
        </>
      )}
    </Stack>
  );
}

function InputFields({ step, fields }: { step: ActionStep; fields: readonly Field[] }) {
  const { actions } = useEditor();
  return fields.map((field) => (
    <MappingField
      key={field.key}
      field={field}
      value={step.input[field.key]}
      place={['input', field.key]}
      onChange={(next) =>
        actions.replace(withInput(step, field.key, next), aboutField(step.id, field.key, next))
      }
    />
  ));
}

/** An action this server does not know can still be looked at and mended by hand. */
function UnknownInput({ step }: { step: ActionStep }) {
  const { actions } = useEditor();
  return (
    <Stack gap="md">
      {Object.entries(step.input).map(([key, value]) => (
        <MappingField
          key={key}
          field={{ key, label: key, type: 'json' }}
          value={value}
          onChange={(next) =>
            actions.replace(withInput(step, key, next), aboutField(step.id, key, next))
          }
        />
      ))}
    </Stack>
  );
}

function withInput(step: ActionStep, key: string, next: Mapping | undefined): ActionStep {
  return { ...step, input: withMember(step.input, key, next) ?? {} };
}

function withConnection(step: ActionStep, name: string | undefined): ActionStep {
  return { ...step, connection: name };
}
