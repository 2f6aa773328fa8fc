import type { Step } from '@millrace/model';
import { BranchForm } from './branch-form.tsx';
import { CallForm } from './call-form.tsx';
import { DelayForm } from './delay-form.tsx';
import { ForEachForm } from './for-each-form.tsx';
import { RespondForm } from './respond-form.tsx';
import { StopForm } from './stop-form.tsx';

type MoreStep = Exclude<Step, { kind: 'action' | 'set' | 'filter' }>;

/** The forms of the kinds of step that most flows do not have: loaded when one is opened. */
export function MoreForm({ step }: { step: MoreStep }) {
  switch (step.kind) {
    case 'branch':
      return <BranchForm step={step} />;
    case 'for-each':
      return <ForEachForm step={step} />;
    case 'delay':
      return <DelayForm step={step} />;
    case 'respond':
      return <RespondForm step={step} />;
    case 'stop':
      return <StopForm step={step} />;
    case 'call':
      return <CallForm step={step} />;
  }
}
