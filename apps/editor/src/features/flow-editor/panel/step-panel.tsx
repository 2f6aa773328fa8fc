import { Stack, Tabs } from '@mantine/core';
import type { Step, StepKind } from '@millrace/model';
import type { ReactNode } from 'react';
import { useEditor } from '../editor-context.ts';
import classes from '../flow-editor.module.css';
import { describeStep } from '../graph/describe-step.ts';
import { Fields } from './fields.tsx';
import { PanelHead } from './panel-head.tsx';
import { PlaceChecks } from './place-checks.tsx';
import { StepForm } from './step-form.tsx';
import { StepNames } from './step-names.tsx';
import { StepTest } from './step-test.tsx';

interface StepPanelProps {
  step: Step;
  /** The data picker, where there is no room for it beside the panel. */
  data: ReactNode;
}

/** Everything about one step. */
export function StepPanel({ step, data }: StepPanelProps) {
  const { catalogue, readOnly } = useEditor();
  const label = describeStep(step, catalogue);
  const form = (
    <Fields>
      <Stack gap="lg">
        <StepNames key={step.id} step={step} />
        <PlaceChecks place={step.id} />
        <StepForm step={step} />
        {canTest(step) && !readOnly ? <StepTest step={step} /> : null}
      </Stack>
    </Fields>
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

/** What the kind of step does; an action says which application it calls. */
const KIND_NOTES: Readonly<Record<Exclude<StepKind, 'action'>, string>> = {
  set: 'Names values for later steps',
  filter: 'Goes on only when this holds',
  branch: 'Takes one of several paths',
  'for-each': 'Repeats its steps for each item',
  delay: 'Waits before the next step',
  respond: 'Answers the sender of the event',
  stop: 'Ends the run here',
  call: 'Runs another flow and waits for it',
};

function kindOf(step: Step, summary: string): string {
  return step.kind === 'action' ? summary : KIND_NOTES[step.kind];
}

/** Kinds whose work can be tried alone. */
function canTest({ kind }: Step): boolean {
  return kind === 'action' || kind === 'set' || kind === 'filter';
}
