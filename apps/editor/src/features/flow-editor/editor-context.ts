import type {
  Connection,
  ConnectorInfo,
  Flow,
  Step,
  StepPlace,
  TestStepResponse,
} from '@millrace/model';
import { createContext, useContext } from 'react';
import type { Check } from './checks/check.ts';
import type { Checks } from './checks/use-checks.ts';
import type { RunSeen } from './data/scope.ts';
import type { StepOutputs } from './data/use-outputs.ts';
import type { RecentEvents } from './data/use-recent-events.ts';
import type { SampleChoice } from './data/use-sample.ts';
import type { Draft } from './draft/use-draft.ts';
import type { Upgrades } from './draft/use-upgrades.ts';
import type { StepStatus } from './graph/step-statuses.ts';

/** What the parts of the flow page share. */
export interface Editor {
  flow: Flow;
  /** True where the flow is shown but not edited: over a run, and for viewers. */
  readOnly: boolean;
  draft: Draft;
  catalogue: readonly ConnectorInfo[];
  /** Undefined while they load. */
  connections: readonly Connection[] | undefined;
  sample: SampleChoice;
  /** What a run for the sample sees beside outputs; undefined while there is no sample. */
  seen: RunSeen | undefined;
  /** The newest captured events with their data. */
  events: RecentEvents;
  outputs: StepOutputs;
  /** What a test of a step gave, by step. */
  tests: ReadonlyMap<string, TestStepResponse>;
  remember: (step: string, result: TestStepResponse) => void;
  /** What newer versions of connectors offer the steps. */
  upgrades: Upgrades;
  checks: readonly Check[];
  /** The corrected step of a finding for the draft as it stands; undefined when there is none. */
  fixOf: Checks['fixOf'];
  /** How the newest run, or the one shown, went at each place. */
  statuses: ReadonlyMap<string, StepStatus>;
  /** The place whose panel is open. */
  open: string | undefined;
  setOpen: (place: string | undefined) => void;
  actions: StepActions;
}

/** What can be done with a step, wherever on the page. */
export interface StepActions {
  /** Adds what `choice` names (a kind such as `set`, or an action) and opens it. */
  add: (choice: string, place: StepPlace) => void;
  replace: (step: Step, about?: string) => void;
  move: (id: string, place: StepPlace) => void;
  /** One place up or down, at the end of a sequence out of what is around it. */
  shift: (id: string, by: -1 | 1) => void;
  duplicate: (id: string) => void;
  /** Asks first when other steps use it, or steps are inside it. */
  remove: (id: string) => void;
  rename: (from: string, to: string) => void;
}

export const EditorContext = createContext<Editor | undefined>(undefined);

export function useEditor(): Editor {
  const editor = useContext(EditorContext);
  if (editor === undefined) throw new Error('Parts of the flow page are used inside FlowEditor.');
  return editor;
}
