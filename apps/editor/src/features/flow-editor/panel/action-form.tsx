import { Divider, Stack } from '@mantine/core';
import type { ActionStep, Mapping } from '@millrace/model';
import { takesConnections } from '../../../ui/connection-form/kinds.ts';
import { AccountContext } from '../../../ui/mapping-field/account.ts';
import { MappingField } from '../../../ui/mapping-field/mapping-field.tsx';
import { withMember } from '../../../ui/mapping-field/members.ts';
import { FieldsDecide } from '../../../ui/mapping-field/use-preview.ts';
import { aboutField } from '../draft/about-field.ts';
import { useEditor } from '../editor-context.ts';
import { connectorIdOf, findAction, findConnector, type KnownAction } from '../graph/catalogue.ts';
import { ActionNotes } from './action-notes.tsx';
import { ConnectionPicker } from './connection-picker.tsx';
import { InputFields } from './input-fields.tsx';
import { CONNECTION } from './kept-shapes.ts';
import { UpgradeOffer } from './upgrade-offer.tsx';
import { useAccountOf } from './use-account.ts';

/** Connection and input of an action, as its manifest describes them. */
export function ActionForm({ step }: { step: ActionStep }) {
  const { catalogue, upgrades } = useEditor();
  const newest = findAction(catalogue, step.action);
  const connector = findConnector(catalogue, connectorIdOf(step.action));
  const older = upgrades.of(step)?.info ?? undefined;
  const known = connector && older ? { connector, action: older } : newest;
  if (known === undefined) return <UnknownInput step={step} />;
  return <KnownInput key={step.id} step={step} known={known} />;
}

/** The form of an action that this server knows. */
function KnownInput({ step, known }: { step: ActionStep; known: KnownAction }) {
  const { actions } = useEditor();
  const { connector, action } = known;
  const { account, edited } = useAccountOf(step, known);
  const change = (key: string, next: Mapping | undefined) => {
    const about = aboutField(step.id, key, next);
    actions.replace(edited(withInput(step, key, next), key, about), about);
  };
  return (
    <Stack gap="md">
      <ActionNotes known={known} />
      <UpgradeOffer step={step} name={connector.name} />
      {takesConnections(connector) ? (
        <ConnectionPicker
          connector={connector}
          value={step.connection}
          onChange={(name) => {
            const about = `${step.id} connection`;
            actions.replace(edited(withConnection(step, name), CONNECTION, about), about);
          }}
        />
      ) : null}
      <Divider />
      <AccountContext value={account}>
        <FieldsDecide value>
          <InputFields fields={action.input} input={step.input} onChange={change} />
        </FieldsDecide>
      </AccountContext>
    </Stack>
  );
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
