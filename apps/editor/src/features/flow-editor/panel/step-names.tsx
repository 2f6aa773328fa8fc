import { Group, TextInput } from '@mantine/core';
import { RESERVED_STEP_IDS, stepIdSchema, walkSteps, type Step } from '@millrace/model';
import { useState } from 'react';
import { useEditor } from '../editor-context.ts';
import { describeStep } from '../graph/describe-step.ts';

/** The name people read and the id that paths use. A new id is written into all that use it. */
export function StepNames({ step }: { step: Step }) {
  const { draft, actions, catalogue } = useEditor();
  const [typedId, setTypedId] = useState(step.id);
  const nameless = { ...step, name: undefined };
  const taken = walkSteps(draft.document).map((known) => known.id);
  const fault = idFault(typedId, step.id, taken);
  const commit = () => {
    if (fault === undefined && typedId !== step.id) actions.rename(step.id, typedId);
    else setTypedId(step.id);
  };
  return (
    <Group gap="sm" align="flex-start" wrap="nowrap" grow preventGrowOverflow={false}>
      <TextInput
        label="Name"
        value={step.name ?? ''}
        placeholder={describeStep(nameless, catalogue).title}
        maxLength={120}
        autoComplete="off"
        onChange={(event) => {
          const name = event.currentTarget.value.trimStart();
          actions.replace(name === '' ? nameless : { ...step, name }, `name of ${step.id}`);
        }}
      />
      <TextInput
        label="Id"
        maw={150}
        value={typedId}
        error={fault}
        spellCheck={false}
        autoComplete="off"
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
        onChange={(event) => setTypedId(event.currentTarget.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit();
        }}
      />
    </Group>
  );
}

function idFault(typed: string, own: string, taken: readonly string[]): string | undefined {
  if (typed === own) return undefined;
  if (taken.includes(typed)) return 'Taken.';
  if (RESERVED_STEP_IDS.has(typed)) return 'Millrace uses this name itself.';
  return stepIdSchema.safeParse(typed).success ? undefined : 'Letters, digits and _ only.';
}
