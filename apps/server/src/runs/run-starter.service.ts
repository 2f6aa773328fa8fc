import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '@millrace/model';
import type { Actor } from '../access/actor.ts';
import { AuditService, type AuditedChange } from '../audit/audit.service.ts';
import { uuid7 } from '../database/uuid7.ts';
import { FlowService } from '../flows/flow.service.ts';
import { ChangeFeed } from '../stream/change-feed.ts';
import { RunInserter, type CalledRun } from './run-inserter.ts';

/** How somebody asks for a run of a stored event. */
export type AskedAs = 'started' | 'replayed';

/** Starts runs for events that are stored already. */
@Injectable()
export class RunStarter {
  constructor(
    @Inject(RunInserter) private readonly runs: RunInserter,
    @Inject(FlowService) private readonly flows: FlowService,
    @Inject(ChangeFeed) private readonly feed: ChangeFeed,
    @Inject(AuditService) private readonly audit: AuditService,
  ) {}

  /** Runs the live version of a flow for an event. Throws FLOW_NOT_PUBLISHED. */
  async startLive(actor: Actor, flowId: string, eventId: string, action: AskedAs): Promise<string> {
    const { workspaceId } = actor;
    const { version, gated, document } = await this.flows.target(workspaceId, flowId);
    if (version === null) throw new AppError('FLOW_NOT_PUBLISHED', { name: document.name });
    const id = uuid7();
    const thing: AuditedChange['thing'] =
      action === 'started'
        ? { kind: 'flow', id: flowId, name: document.name }
        : { kind: 'event', id: eventId, name: document.name };
    const summary = { run: id, version, ...(action === 'started' ? { event: eventId } : {}) };
    await this.runs.start({ id, workspaceId, flowId, version, gated, eventId }, (tx) =>
      this.audit.record(tx, actor, { action, thing, summary }),
    );
    this.feed.publish({
      workspace: workspaceId,
      message: { kind: 'run', id, flow: flowId, status: 'queued' },
    });
    this.feed.publishWork();
    return id;
  }

  /** Makes the run that a call step asks for, with its event; nothing when both are there. */
  startCalled(run: CalledRun): Promise<void> {
    return this.runs.startCalled(run);
  }
}
