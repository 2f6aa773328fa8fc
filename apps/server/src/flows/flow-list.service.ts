import { Inject, Injectable } from '@nestjs/common';
import { connectorsUsed, type FlowListItem } from '@millrace/model';
import type { Actor } from '../access/actor.ts';
import { FlowActivityService, type FlowActivity } from '../activity/flow-activity.service.ts';
import { FlowService } from './flow.service.ts';

const DAYS = 14;
const DAY_MS = 86_400_000;

/** The flow list: what each flow is and what it did lately. */
@Injectable()
export class FlowListService {
  constructor(
    @Inject(FlowService) private readonly flows: FlowService,
    @Inject(FlowActivityService) private readonly activity: FlowActivityService,
  ) {}

  async page(
    actor: Actor,
    query: { limit: number; cursor?: string | undefined },
  ): Promise<{ items: FlowListItem[]; next: string | null }> {
    const flows = await this.flows.page(actor, query.limit + 1, query.cursor);
    const shown = flows.slice(0, query.limit);
    const days = lastDays(new Date());
    const activity = await this.activity.since(
      actor.workspaceId,
      shown.map(({ summary }) => summary.id),
      new Date(`${days[0] ?? ''}T00:00:00Z`),
    );
    const items = shown.map(({ summary, document }) => ({
      ...summary,
      connectors: connectorsUsed(document),
      step_count: document.steps.length,
      ...activityOf(activity.get(summary.id), days),
    }));
    return { items, next: flows.length > shown.length ? (shown.at(-1)?.summary.id ?? null) : null };
  }
}

function activityOf(
  activity: FlowActivity | undefined,
  days: readonly string[],
): Pick<FlowListItem, 'last_run' | 'runs_by_day'> {
  const last = activity?.lastRun;
  const counts = new Map(activity?.days.map((day) => [day.day, day]));
  return {
    last_run:
      last === undefined
        ? null
        : { id: last.id, status: last.status, started_at: last.at.toISOString() },
    runs_by_day: days.map((day) => counts.get(day) ?? { day, total: 0, failed: 0 }),
  };
}

/** The last days in UTC, oldest first, as YYYY-MM-DD. */
function lastDays(now: Date): string[] {
  return Array.from({ length: DAYS }, (_, index) =>
    new Date(now.getTime() - (DAYS - 1 - index) * DAY_MS).toISOString().slice(0, 10),
  );
}
