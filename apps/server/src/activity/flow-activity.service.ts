import { Inject, Injectable } from '@nestjs/common';
import { FlowActivityStore, type FlowActivity as Activity } from './flow-activity.store.ts';

export type FlowActivity = Activity;

/** What flows did lately: below the flows, which show it, and the runs, which know flows. */
@Injectable()
export class FlowActivityService {
  constructor(@Inject(FlowActivityStore) private readonly store: FlowActivityStore) {}

  /** The last run and the runs a day from an instant on, by flow id. */
  since(workspaceId: string, flows: string[], instant: Date): Promise<Map<string, Activity>> {
    return this.store.since(workspaceId, flows, instant);
  }
}
