import { findStep } from '@millrace/model';
import { useMediaQuery } from '@mantine/hooks';
import { MappingScopeProvider } from '../../../ui/mapping-field/mapping-scope.tsx';
import { SETTINGS, TRIGGER } from '../checks/check.ts';
import { useFieldNotes } from '../checks/use-notes.ts';
import { DataPicker } from '../data/data-picker.tsx';
import { usePlaceScope } from '../data/use-place-scope.ts';
import { useEditor } from '../editor-context.ts';
import classes from '../flow-editor.module.css';
import { TriggerPanel } from '../trigger/trigger-panel.tsx';
import { StepPanel } from './step-panel.tsx';
import { lazy, Suspense } from 'react';

const FlowSettings = lazy(async () => ({
  default: (await import('../settings/flow-settings.tsx')).FlowSettings,
}));

/** The panel of the open place, with the data its fields can take beside it. */
export function SidePanel() {
  const { draft, open } = useEditor();
  const step = open === undefined ? undefined : findStep(draft.document, open);
  const { scope, trials } = usePlaceScope(open);
  const notes = useFieldNotes(open);
  const wide = useMediaQuery('(min-width: 1180px)', true, { getInitialValueInEffect: false });
  if (open === TRIGGER) {
    return (
      <aside className={classes.panel} aria-label="Trigger" key={open}>
        <TriggerPanel />
      </aside>
    );
  }
  if (step === undefined && open !== SETTINGS) return null;
  return (
    <MappingScopeProvider data={scope} trials={trials} notes={notes} key={open}>
      {wide ? (
        <aside className={classes.data} aria-label="Data">
          <DataPicker scope={scope} />
        </aside>
      ) : null}
      {step === undefined ? (
        <aside className={classes.panel} aria-label="Settings of the flow">
          <Suspense fallback={null}>
            <FlowSettings />
          </Suspense>
        </aside>
      ) : (
        <aside className={classes.panel} aria-label="Step">
          <StepPanel step={step} data={wide ? null : <DataPicker scope={scope} />} />
        </aside>
      )}
    </MappingScopeProvider>
  );
}
