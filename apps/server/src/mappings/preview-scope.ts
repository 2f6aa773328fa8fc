import { rehearse, type RehearsedRun, type StepError } from '@millrace/engine';
import {
  isJsonObject,
  replaceStep,
  type Flow,
  type FlowDocument,
  type JsonObject,
} from '@millrace/model';
import { uuid7 } from '../database/uuid7.ts';
import type { StepActions } from '../flows/step-actions.ts';

export type Seen = { ok: true; data: JsonObject } | { ok: false; error: StepError };

/**
 * What a mapping sees for an event: what a run of the draft would show it. The samples of actions
 * stand in for what calls before it would give.
 */
export class PreviewScope {
  private readonly flow: Flow;
  private readonly step: string | undefined;
  private readonly standIns: Pick<RehearsedRun, 'fieldsOf' | 'sampleOf'>;
  /** The draft, with a step that gives all it sees in the place of the mapping's own. */
  private readonly document: FlowDocument;

  constructor(flow: Flow, step: string | undefined, actions: StepActions) {
    this.flow = flow;
    this.step = step;
    this.standIns = {
      fieldsOf: actions.fieldsOf,
      sampleOf: (call) => (call.kind === 'action' ? actions.of(call).action.sample.output : null),
    };
    this.document =
      step === undefined
        ? flow.document
        : replaceStep(flow.document, step, {
            id: step,
            kind: 'set',
            fields: { seen: { $path: '$' } },
          });
  }

  /** What is seen for this event, or why a step before cannot be carried out for it. */
  at(trigger: JsonObject): Seen {
    const { id, name, version } = this.flow;
    const flow = { id, version: (version ?? 0) + 1 };
    const runId = uuid7();
    if (this.step === undefined) {
      return {
        ok: true,
        data: { trigger, flow: { ...flow, name }, run: { id: runId }, steps: {} },
      };
    }
    const run = { runId, flow, document: this.document, trigger, now: new Date() };
    const rehearsed = rehearse({ ...run, ...this.standIns }, this.step);
    if (rehearsed.kind === 'failed') return { ok: false, error: rehearsed.error };
    const output = rehearsed.kind === 'done' ? rehearsed.output : null;
    const seen = isJsonObject(output) ? output['seen'] : undefined;
    return { ok: true, data: isJsonObject(seen) ? seen : {} };
  }
}
