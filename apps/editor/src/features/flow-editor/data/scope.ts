import { previewMapping } from '@millrace/mapping';
import {
  availableSteps,
  nestsWithin,
  parseJson,
  placedSteps,
  walkSteps,
  type EventDetail,
  type Flow,
  type FlowDocument,
  type ForEachStep,
  type JsonObject,
  type JsonValue,
  type Sample,
  type Step,
  type StepFailure,
} from '@millrace/model';
import { findAction, type Catalogue } from '../graph/catalogue.ts';

/** What mappings see under `trigger`. */
export type TriggerData = {
  body: JsonValue;
  headers: Record<string, string>;
  query: JsonObject;
  method: string;
  received_at: string;
  event_id: string;
};

/** What every mapping of a run sees beside the outputs of steps. */
export type RunSeen = {
  trigger: JsonObject;
  flow: { id: string; name: string; version: number };
  run: { id: string };
};

/** The id of a run that has not happened: an example, marked as one where it is shown. */
const EXAMPLE_RUN = '00000000-0000-7000-8000-000000000001';

/** What the next version of a flow would see for this trigger data. */
export function seenBy(
  flow: Pick<Flow, 'id' | 'version'>,
  { name }: Pick<FlowDocument, 'name'>,
  trigger: JsonObject,
): RunSeen {
  const version = (flow.version ?? 0) + 1;
  return { trigger, flow: { id: flow.id, name, version }, run: { id: EXAMPLE_RUN } };
}

/** A step's output and how it is known. */
export interface KnownOutput {
  value: JsonValue;
  from: 'run' | 'test' | 'computed' | 'sample';
  /** An example of its failure, where the flow goes on after one. */
  failure?: StepFailure | undefined;
}

export type Outputs = ReadonlyMap<string, KnownOutput>;

/** The trigger data of a captured event. */
export function triggerOfEvent(event: EventDetail): TriggerData {
  return {
    body: jsonOf(event.body),
    headers: event.headers,
    query: event.query,
    method: event.method,
    received_at: event.received_at,
    event_id: event.id,
  };
}

/** The trigger data a connector's sample would give, had it arrived at `now`. */
export function triggerOfSample(sample: Sample, now: string): TriggerData {
  const headers = Object.entries(sample.headers).map(
    ([name, value]) => [name.toLowerCase(), value] as const,
  );
  return {
    body: sample.body,
    headers: Object.fromEntries(headers),
    query: {},
    method: 'POST',
    received_at: now,
    event_id: '00000000-0000-7000-8000-000000000000',
  };
}

/**
 * The output of every step for what a run sees: set steps are computed from the draft, actions
 * take what a test or a run recorded, or else the connector's sample.
 */
export function outputsOf(
  document: FlowDocument,
  seen: RunSeen,
  recorded: Outputs,
  catalogue: Catalogue,
): Map<string, KnownOutput> {
  const outputs = new Map<string, KnownOutput>();
  for (const step of walkSteps(document)) {
    const scope = scopeAt(document, step.id, seen, outputs);
    const output = outputOf(step, scope, recorded, catalogue);
    if (output !== undefined) outputs.set(step.id, output);
  }
  return outputs;
}

/** What a mapping can pick of a call that failed; which status and body come, the application says. */
const EXAMPLE_FAILURE: StepFailure = {
  status: 404,
  code: 'CALL_REJECTED',
  message: 'The application refused the call (404): not found',
  body: { message: 'not found' },
};

function outputOf(
  step: Step,
  scope: JsonObject,
  recorded: Outputs,
  catalogue: Catalogue,
): KnownOutput | undefined {
  if (step.kind === 'set') return { value: setOutput(step.fields, scope), from: 'computed' };
  const known = recorded.get(step.id);
  if (step.kind !== 'action') return known;
  const sample = findAction(catalogue, step.action)?.action.sample.output;
  const output = known ?? (sample === undefined ? undefined : { value: sample, from: 'sample' });
  const goesOn = output !== undefined && step.on_error === 'continue';
  return goesOn ? { ...output, failure: EXAMPLE_FAILURE } : output;
}

/** What a set step gives; a field that fails is left out so that the others still show. */
function setOutput(
  fields: Extract<Step, { kind: 'set' }>['fields'],
  scope: JsonObject,
): JsonObject {
  const output: [string, JsonValue][] = [];
  for (const [name, mapping] of Object.entries(fields)) {
    const preview = previewMapping(mapping, scope);
    if (preview.ok && preview.value !== undefined) output.push([name, preview.value]);
  }
  return Object.fromEntries(output);
}

/** The data mappings see: outputs of the steps named in `visible`, if given, and what all see. */
export function scopeOf(
  seen: RunSeen,
  outputs: Outputs,
  visible?: ReadonlySet<string>,
): JsonObject {
  const shown = [...outputs].filter(([id]) => visible === undefined || visible.has(id));
  const steps = Object.fromEntries(
    shown.map(([id, { value, failure }]) => [
      id,
      { output: value, ...(failure === undefined ? {} : { error: failure }) },
    ]),
  );
  return { ...seen, steps };
}

/** The ids of the steps one can read; those of the flow itself when it is not a step of it. */
export function stepsBefore(document: FlowDocument, id: string | undefined): Set<string> {
  return new Set(availableSteps(document, id ?? '').map((step) => step.id));
}

/** The data a step sees: also, inside a loop, its first item for this trigger data. */
export function scopeAt(
  document: FlowDocument,
  id: string | undefined,
  seen: RunSeen,
  outputs: Outputs,
): JsonObject {
  const scope = scopeOf(seen, outputs, stepsBefore(document, id));
  const loop = loopAround(document, id);
  if (loop === undefined) return scope;
  const [item] = itemsOf(loop, scopeAt(document, loop.id, seen, outputs)) ?? [];
  return { ...scope, ...(item === undefined ? {} : { item }), index: 0 };
}

/** True for a step in a loop that goes through nothing for this data: its mappings say nothing. */
export function lacksItem(document: FlowDocument, id: string, scope: JsonObject): boolean {
  return scope['item'] === undefined && loopAround(document, id) !== undefined;
}

/** The innermost loop a step is in. */
function loopAround(document: FlowDocument, id: string | undefined): ForEachStep | undefined {
  const placed = placedSteps(document).find(({ step }) => step.id === id);
  return placed?.inside.findLast((step) => step.kind === 'for-each');
}

/** What a loop goes through for this data; undefined when that is no list. */
export function itemsOf(loop: ForEachStep, scope: JsonObject): JsonValue[] | undefined {
  const preview = previewMapping(loop.items, scope);
  return preview.ok && Array.isArray(preview.value) ? preview.value : undefined;
}

/** Deeper data is not worked with here: what goes through it would overflow the stack. */
const MOST_DEPTH = 500;

/** JSON that the API's schemas call `unknown`; of what is too deep for this page, only that it is. */
export function jsonOf(value: unknown): JsonValue {
  if (value === undefined) return null;
  if (!nestsWithin(value, MOST_DEPTH))
    return 'This value is nested too deep to be worked with here.';
  return parseJson(JSON.stringify(value));
}
