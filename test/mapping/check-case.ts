import { checkFlow, learnSchema } from '@millrace/mapping';
import {
  replaceStep,
  requireFlowDocument,
  type Finding,
  type FindingKind,
  type FlowDocument,
} from '@millrace/model';
import type { Case } from './case.ts';
import { CAPTURED, MANIFESTS, type CapturedName } from './payloads.ts';

/** The flows that steps can call. */
const FLOWS: ReadonlySet<string> = new Set(['Other', 'Invoice']);

const learned = new Map<CapturedName, ReturnType<typeof learnSchema> | undefined>();

function schemaOf(name: CapturedName): ReturnType<typeof learnSchema> | undefined {
  const events = CAPTURED[name];
  if (!learned.has(name)) learned.set(name, events.length > 0 ? learnSchema(events) : undefined);
  return learned.get(name);
}

/** The flow of a case, read as the server would read it. */
export function documentOf({ name, steps }: Case): FlowDocument {
  return requireFlowDocument({ millrace: 1, name, trigger: { kind: 'webhook' }, steps });
}

/** What the checker finds; that nothing was captured is no fault of a mapping. */
export function findingsIn(document: FlowDocument, on: CapturedName): Finding[] {
  const input = { document, trigger: schemaOf(on), manifests: MANIFESTS, flows: FLOWS };
  return checkFlow(input).filter(({ kind }) => kind !== 'nothing_captured');
}

/** The findings that are left after a fix was applied. */
export function findingsAfter(document: FlowDocument, on: CapturedName, fixed: Finding): Finding[] {
  const { fix, step } = fixed;
  return fix === undefined ? [] : findingsIn(replaceStep(document, step, fix.step), on);
}

/** A finding as the labels name it. */
export function placeOf({ kind, step, field }: Finding): string {
  return `${kind} ${step} ${field.join('.')}`;
}

export interface Score {
  right: number;
  /** Found and not labelled. */
  extra: string[];
  /** Labelled and not found. */
  missed: string[];
}

/** Kind by kind: what was found of what is labelled. A finding is right when kind and place are. */
export function scoresOf(cases: readonly Case[]): Map<FindingKind, Score> {
  const scores = new Map<FindingKind, Score>();
  const scoreOf = (kind: FindingKind): Score => {
    const score = scores.get(kind) ?? { right: 0, extra: [], missed: [] };
    scores.set(kind, score);
    return score;
  };
  for (const one of cases) {
    const labels = new Map(one.wrong.map((label) => [label.join(' '), label[0]]));
    for (const finding of findingsIn(documentOf(one), one.on)) {
      if (labels.delete(placeOf(finding))) scoreOf(finding.kind).right += 1;
      else scoreOf(finding.kind).extra.push(`${one.name}: ${placeOf(finding)}`);
    }
    for (const [label, kind] of labels) scoreOf(kind).missed.push(`${one.name}: ${label}`);
  }
  return scores;
}

export function precisionOf({ right, extra }: Score): number {
  return right + extra.length === 0 ? 1 : right / (right + extra.length);
}

export function recallOf({ right, missed }: Score): number {
  return right + missed.length === 0 ? 1 : right / (right + missed.length);
}
