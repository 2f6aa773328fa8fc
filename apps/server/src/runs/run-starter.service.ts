import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '@millrace/model';
import { uuid7 } from '../database/uuid7.ts';
import { FlowService } from '../flows/flow.service.ts';
import { RunStore } from './run.store.ts';

/** Starts runs for events that are stored already. */
@Injectable()
export class RunStarter {
  constructor(
    @Inject(RunStore) private readonly runs: RunStore,
    @Inject(FlowService) private readonly flows: FlowService,
  ) {}

  /** Runs the live version of a flow for an event. Throws FLOW_NOT_PUBLISHED. */
  async startLive(
    workspaceId: string,
    flowId: string,
    eventId: string,
    originId: string | null = null,
  ): Promise<string> {
    const flow = await this.flows.get(workspaceId, flowId);
    if (flow.version === null) throw new AppError('FLOW_NOT_PUBLISHED', { name: flow.name });
    const id = uuid7();
    const { version } = flow;
    await this.runs.start({ id, workspaceId, flowId, version, eventId, originId });
    return id;
  }
}
