import { setImmediate as breathe } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { evaluateMapping, referencedPaths } from '@millrace/mapping';
import {
  AppError,
  DEFAULT_PREVIEWED_EVENTS,
  findStep,
  jsonTypeOf,
  type JsonValue,
  type Mapping,
  type PreviewRow,
  type PreviewRows,
  type PreviewValue,
} from '@millrace/model';
import type { Actor } from '../access/actor.ts';
import { EventReader } from '../events/event-reader.ts';
import { EventService } from '../events/event.service.ts';
import { FlowActions } from '../flows/flow-actions.service.ts';
import { FlowService } from '../flows/flow.service.ts';
import { PreviewScope } from './preview-scope.ts';
import { previewRow } from './preview-row.ts';

/** A mapping and the flow whose events it is tried on. */
export interface OverEvents {
  mapping: Mapping;
  flow: string;
  /** The step of the draft it stands in. */
  step?: string | undefined;
  last?: number | undefined;
}

/** Characters of one value, and of all values, that a preview answers. */
const MOST_VALUE = 256 * 1024;
const MOST_ANSWERED = 4 * 1024 * 1024;

/** What mappings give, without effects. */
@Injectable()
export class MappingPreview {
  constructor(
    @Inject(FlowService) private readonly flows: FlowService,
    @Inject(EventService) private readonly events: EventService,
    @Inject(EventReader) private readonly reader: EventReader,
    @Inject(FlowActions) private readonly actions: FlowActions,
  ) {}

  /** Throws what evaluating the mapping throws; the details of a syntax error hold its position. */
  ofData(mapping: Mapping, data: JsonValue): PreviewValue {
    const value = evaluateMapping(mapping, data);
    const sources = referencedPaths(mapping);
    if (value === undefined) return { value: null, type: 'missing', sources };
    return { value, type: jsonTypeOf(value), sources };
  }

  /** A row an event, newest first. Throws FLOW_NOT_FOUND and STEP_NOT_FOUND. */
  async overEvents(actor: Actor, request: OverEvents): Promise<PreviewRows> {
    const { mapping, step, last = DEFAULT_PREVIEWED_EVENTS } = request;
    const flow = await this.flows.get(actor, request.flow);
    if (step !== undefined && findStep(flow.document, step) === undefined) {
      throw new AppError('STEP_NOT_FOUND', { step });
    }
    const events = await this.events.recent(actor.workspaceId, flow.id, last);
    const actions = await this.actions.ofDraft(actor.workspaceId, flow.document);
    const scope = new PreviewScope(flow, step, actions);
    const rows: PreviewRow[] = [];
    let room = MOST_ANSWERED;
    for (const event of events) {
      const { row, size } = previewRow(
        mapping,
        event,
        { scope, triggerOf: (one) => this.reader.triggerFor(actor, one) },
        Math.min(room, MOST_VALUE),
      );
      room -= size;
      rows.push(row);
      // One event at a time: other calls get their turn in between.
      await breathe();
    }
    return { rows };
  }
}
