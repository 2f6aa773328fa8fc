import { Stack, Tabs } from '@mantine/core';
import type { Step } from '@millrace/model';
import type { ReactNode } from 'react';
import { useEditor } from '../editor-context.ts';
import classes from '../flow-editor.module.css';
import { describeStep } from '../graph/describe-step.ts';
import { ActionForm } from './action-form.tsx';
import { FilterForm } from './filter-form.tsx';
import { PanelHead } from './panel-head.tsx';
import { PlaceChecks } from './place-checks.tsx';
import { SetForm } from './set-form.tsx';
import { StepNames } from './step-names.tsx';
import { StepTest } from './step-test.tsx';

interface StepPanelProps {
  step: Step;
  /** The data picker, where there is no room for it beside the panel. */
  data: ReactNode;
}

/** Everything about one step. */
export function StepPanel({ step, data }: StepPanelProps) {
  const { catalogue } = useEditor();
  const label = describeStep(step, catalogue);
  const form = (
    <Stack gap="lg">
      <StepNames key={step.id} step={step} />
      <PlaceChecks place={step.id} />
      <StepForm step={step} />
      <StepTest step={step} />
    </Stack>
  );
  return (
    <>
      <PanelHead icon={label.icon} title={label.title} summary={kindOf(step, label.summary)} />
      {data === null ? (
        <div className={classes.panelBody}>{form}</div>
      ) : (
        <Tabs defaultValue="fields" className={classes.panelTabs ?? ''}>
          <Tabs.List grow aria-label="Parts of the step">
            <Tabs.Tab value="fields">Fields</Tabs.Tab>
            <Tabs.Tab value="data">Data</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="fields" className={classes.panelBody ?? ''}>
            {form}
          </Tabs.Panel>
          <Tabs.Panel value="data">{data}</Tabs.Panel>
        </Tabs>
      )}
    </>
  );
}

function kindOf(step: Step, summary: string): string {
  if (step.kind === 'set') return 'Names values for later steps';
  return step.kind === 'filter' ? 'Goes on only when this holds' : summary;
}

function StepForm({ step }: { step: Step }) {
  switch (step.kind) {
    case 'action':
      return <ActionForm step={step} />;
    case 'set':
      return <SetForm step={step} />;
    case 'filter':
      return <FilterForm step={step} />;
  }
}
