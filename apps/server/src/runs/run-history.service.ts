import { Inject, Injectable } from '@nestjs/common';
import { RunStore, type FlowActivity } from './run.store.ts';

/** What flows did lately. */
@Injectable()
export class RunHistory {
  constructor(@Inject(RunStore) private readonly store: RunStore) {}

  /** The last run and the runs a day since `since`, by flow id. */
  activity(workspaceId: string, flows: string[], since: Date): Promise<Map<string, FlowActivity>> {
    return this.store.activity(workspaceId, flows, since);
  }
}
