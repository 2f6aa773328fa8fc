import { findStep } from '@millrace/model';
import { useMediaQuery } from '@mantine/hooks';
import { MappingScopeProvider } from '../../../ui/mapping-field/mapping-scope.tsx';
import { SETTINGS, TRIGGER } from '../checks/check.ts';
import { DataPicker } from '../data/data-picker.tsx';
import { scopeAt, scopeOf } from '../data/scope.ts';
import { useEditor } from '../editor-context.ts';
import classes from '../flow-editor.module.css';
import { TriggerPanel } from '../trigger/trigger-panel.tsx';
import { StepPanel } from './step-panel.tsx';
import { lazy, Suspense, useMemo } from 'react';

const FlowSettings = lazy(async () => ({
  default: (await import('../settings/flow-settings.tsx')).FlowSettings,
}));

/** The panel of the open place, with the data its fields can take beside it. */
export function SidePanel() {
  const { draft, open, sample, outputs } = useEditor();
  const { document } = draft;
  const step = open === undefined ? undefined : findStep(document, open);
  const { trigger } = sample;
  const scope = useMemo(() => {
    if (trigger === undefined) return {};
    return open === SETTINGS
      ? scopeOf(trigger, new Map())
      : scopeAt(document, open, trigger, outputs.outputs);
  }, [trigger, outputs.outputs, document, open]);
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
    <MappingScopeProvider data={scope} key={open}>
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
