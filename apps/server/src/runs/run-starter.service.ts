import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '@millrace/model';
import { uuid7 } from '../database/uuid7.ts';
import { FlowService } from '../flows/flow.service.ts';
import { ChangeFeed } from '../stream/change-feed.ts';
import { RunInserter, type CalledRun } from './run-inserter.ts';

/** Starts runs for events that are stored already. */
@Injectable()
export class RunStarter {
  constructor(
    @Inject(RunInserter) private readonly runs: RunInserter,
    @Inject(FlowService) private readonly flows: FlowService,
    @Inject(ChangeFeed) private readonly feed: ChangeFeed,
  ) {}

  /** Runs the live version of a flow for an event. Throws FLOW_NOT_PUBLISHED. */
  async startLive(workspaceId: string, flowId: string, eventId: string): Promise<string> {
    const { version, gated, document } = await this.flows.target(workspaceId, flowId);
    if (version === null) throw new AppError('FLOW_NOT_PUBLISHED', { name: document.name });
    const id = uuid7();
    await this.runs.start({ id, workspaceId, flowId, version, gated, eventId });
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
