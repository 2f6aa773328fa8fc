import { Skeleton } from '@mantine/core';
import type { Step } from '@millrace/model';
import { lazy, Suspense } from 'react';
import { ActionForm } from './action-form.tsx';
import { FailureSection } from './failure-section.tsx';
import { FilterForm } from './filter-form.tsx';
import { SetForm } from './set-form.tsx';

const MoreForm = lazy(async () => ({ default: (await import('./more-forms.tsx')).MoreForm }));

/** The fields of a step, by its kind. */
export function StepForm({ step }: { step: Step }) {
  switch (step.kind) {
    case 'action':
      return (
        <>
          <ActionForm step={step} />
          <FailureSection step={step} />
        </>
      );
    case 'set':
      return <SetForm step={step} />;
    case 'filter':
      return <FilterForm step={step} />;
    case 'branch':
    case 'for-each':
    case 'delay':
    case 'respond':
    case 'stop':
    case 'call':
      return (
        <Suspense fallback={<Skeleton height={120} />}>
          <MoreForm step={step} />
        </Suspense>
      );
  }
}
