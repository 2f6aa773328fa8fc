import {
  actionKey,
  placedSteps,
  stepSchema,
  type ActionInfo,
  type ActionRef,
  type ConnectorInfo,
  type Finding,
  type FlowDocument,
  type Mapping,
  type Missing,
  type PlacedStep,
  type Step,
} from '@millrace/model';
import type { DataSchema } from '../schema/data-schema.ts';

/** What a check knows of a flow and its surroundings. */
export interface CheckInput {
  document: FlowDocument;
  /** What mappings see at `$.trigger`, learned; absent when nothing was captured yet. */
  trigger?: DataSchema | undefined;
  /** The connectors that actions are of; an action of another is not judged. */
  manifests: readonly ConnectorInfo[];
  /** Actions of older versions that steps name, by their keys; absent: not known, the newest stand in. */
  older?: ReadonlyMap<string, ActionInfo> | undefined;
  /** Names and ids of the flows a step can call; absent: not known. */
  flows?: ReadonlySet<string> | undefined;
}

export interface KnownAction {
  connector: ConnectorInfo;
  action: ActionInfo;
}

/** The same, laid out for looking things up. */
export interface FlowFacts {
  document: FlowDocument;
  placed: readonly PlacedStep[];
  connectors: ReadonlyMap<string, ConnectorInfo>;
  older: CheckInput['older'];
  flows: ReadonlySet<string> | undefined;
  /** How many events or samples the schema of the trigger was learned from. */
  events: number;
}

export function factsOfFlow({ document, manifests, older, trigger, flows }: CheckInput): FlowFacts {
  return {
    document,
    placed: placedSteps(document),
    connectors: new Map(manifests.map((manifest) => [manifest.id, manifest])),
    older,
    flows,
    events: trigger?.count ?? 0,
  };
}

/** The action of a step, such as `mailchimp.upsert-member`, as its connector had it in the version that the step names. */
export function actionOf(facts: FlowFacts, step: ActionRef): KnownAction | undefined {
  const [connectorId = '', actionId] = step.action.split('.');
  const connector = facts.connectors.get(connectorId);
  const isNewest = step.version === undefined || step.version === connector?.version;
  const action =
    isNewest || facts.older === undefined
      ? connector?.actions.find((one) => one.id === actionId)
      : facts.older.get(actionKey(step));
  return connector && action && { connector, action };
}

export type Field = Finding['field'];

/** A finding of a step; the step itself is added by who collects it. */
export type StepFinding = Omit<Finding, 'step'>;

/** Where findings about one place go: a step, the trigger, or the flow as a whole. */
export class PlaceReport {
  readonly facts: FlowFacts;
  /** The id of the step, `trigger` or `flow`. */
  readonly place: string;
  readonly step: Step | undefined = undefined;
  private readonly found: Finding[];
  /** Looking for what was meant takes long; one step gets only so many suggestions. */
  private searches = 10;

  constructor(facts: FlowFacts, place: string, found: Finding[]) {
    this.facts = facts;
    this.place = place;
    this.found = found;
  }

  add(finding: StepFinding): void {
    this.found.push({ step: this.place, ...finding });
  }

  /** What a search gives, as long as this step may have one more. */
  search<Found>(look: () => Found | undefined): Found | undefined {
    this.searches -= 1;
    return this.searches < 0 ? undefined : look();
  }

  /** The fix that puts a value in the place of another, or takes it away. */
  fix(label: string, field: Field, value: unknown): Fix {
    return this.corrected(label, (step) => replaced(step, field, value));
  }

  /** The fix that gives a member another name. */
  renamed(label: string, parent: Field, from: string, to: string, member: Mapping): Fix {
    return this.corrected(label, (step) =>
      replaced(replaced(step, [...parent, from], undefined), [...parent, to], member),
    );
  }

  /** A fix is a corrected step: none outside of steps, and none when the step would not be valid. */
  private corrected(label: string, change: (step: Step) => unknown): Fix {
    const { step } = this;
    if (step === undefined) return {};
    const { success, data } = stepSchema.safeParse(change(step));
    return success ? { fix: { label, step: data } } : {};
  }

  /** A share of the events in words: `in 12 of 50 events`. */
  inEvents(share: number): string {
    const { events } = this.facts;
    if (share >= 1) return events === 1 ? 'in the one event known' : 'every time';
    if (events === 0) return `in ${Math.max(1, Math.round(share * 100))} % of all cases`;
    return `in ${Math.max(1, Math.round(share * events))} of ${events} events`;
  }
}

type Fix = Pick<Finding, 'fix'>;

/** Where findings about one step go. */
export class StepReport extends PlaceReport {
  override readonly step: Step;

  constructor(facts: FlowFacts, step: Step, found: Finding[]) {
    super(facts, step.id, found);
    this.step = step;
  }
}

/** A mapping: where it is, for what, and what it sees. */
export interface MappingPlace {
  report: PlaceReport;
  field: Field;
  /** What it is called in the form. */
  label: string;
  scope: DataSchema;
  /** What finding nothing means where the mapping does not say. */
  missing: Missing;
  /** The value that stands in for a missing one, when one surely does. */
  substitute?: Extract<Missing, string> | { default: [] } | undefined;
  /** True when nothing there is an answer, as for `exists`. */
  takesMissing?: boolean | undefined;
}

/** A copy with another value at a place; nothing there takes away the member or item. */
function replaced(value: unknown, [step, ...rest]: Field, change: unknown): unknown {
  if (step === undefined) return change;
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    return items.flatMap((item, at) => {
      if (at !== step) return [item];
      const made = replaced(item, rest, change);
      return made === undefined ? [] : [made];
    });
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== step);
  const before: unknown = Object.hasOwn(value, step) ? Reflect.get(value, step) : undefined;
  const made = replaced(before, rest, change);
  return Object.fromEntries(made === undefined ? entries : [...entries, [step, made]]);
}
