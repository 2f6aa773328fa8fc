import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AppError, isTerminal, type CallStep, type JsonValue } from '@millrace/model';
import { toStepError, type ActionCall, type CallOutcome } from '@millrace/engine';
import { FlowService, type TriggerTarget } from '../flows/flow.service.ts';
import { RunReplies, type RunReply } from '../runs/run-replies.ts';
import { RunStarter } from '../runs/run-starter.service.ts';
import { ChangeFeed } from '../stream/change-feed.ts';
import type { LeasedRun } from './leased-run.ts';

/** Flows call one another at most this deep. */
const MOST_DEEP = 10;
/** The called run wakes this one when it ends; looking again is for when that went astray. */
const FIRST_LOOK_MS = 1_000;
const LAST_LOOK_MS = 60_000;

type FlowCall = ActionCall & { step: CallStep };

/**
 * Makes the calls of call steps: starts a run of another flow, once however often it is asked, and
 * gives its result when it has ended.
 */
@Injectable()
export class FlowCaller {
  constructor(
    @Inject(FlowService) private readonly flows: FlowService,
    @Inject(RunStarter) private readonly starter: RunStarter,
    @Inject(RunReplies) private readonly replies: RunReplies,
    @Inject(ChangeFeed) private readonly feed: ChangeFeed,
  ) {}

  /** Never throws for what the flow does: a failure is an outcome. */
  async perform(caller: LeasedRun, call: FlowCall): Promise<CallOutcome> {
    const run = childId(caller.lease.runId, `run ${call.idempotencySeed}`);
    const reply = await this.replies.of(run);
    if (reply !== undefined) return outcomeOf(call, run, reply);
    if (caller.depth >= MOST_DEEP) {
      return failed(new AppError('CALLS_TOO_DEEP', { depth: MOST_DEEP }));
    }
    const target = await this.flows.named(caller.workspaceId, call.step.flow);
    if (target?.version === undefined || target.version === null) {
      return failed(new AppError('CALLED_FLOW_UNKNOWN', { flow: call.step.flow }));
    }
    await this.start(caller, call, run, { ...target, version: target.version });
    this.feed.publishWork();
    return { pending: true, until: new Date(Date.now() + FIRST_LOOK_MS) };
  }

  private async start(
    caller: LeasedRun,
    call: FlowCall,
    id: string,
    target: TriggerTarget & { version: number },
  ): Promise<void> {
    const body: JsonValue = call.input['body'] ?? null;
    await this.starter.startCalled({
      id,
      workspaceId: caller.workspaceId,
      flowId: target.id,
      version: target.version,
      gated: target.gated,
      // A replay that repeats the caller's keys repeats those of the flows it calls, too.
      keyId: childId(caller.keyId, `run ${call.idempotencySeed}`),
      parentId: caller.lease.runId,
      depth: caller.depth + 1,
      eventId: childId(caller.lease.runId, `event ${call.idempotencySeed}`),
      body: Buffer.from(JSON.stringify(body)),
    });
  }
}

/**
 * The id of what a run starts: the same whenever it is asked for, in the day of the run itself.
 * UUID version 8 (RFC 9562): time of the run, then a hash.
 */
function childId(runId: string, seed: string): string {
  const hash = createHash('sha256').update(seed).digest('hex');
  return `${runId.slice(0, 13)}-8${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`;
}

function outcomeOf({ step }: FlowCall, run: string, reply: RunReply): CallOutcome {
  if (!isTerminal(reply.status)) {
    const age = Date.now() - reply.createdAt.getTime();
    const pause = Math.min(LAST_LOOK_MS, Math.max(FIRST_LOOK_MS, age));
    return { pending: true, until: new Date(Date.now() + pause) };
  }
  if (reply.status === 'succeeded' || reply.status === 'stopped') {
    return { ok: true, output: reply.output };
  }
  const { status } = reply;
  return failed(new AppError('CALLED_FLOW_FAILED', { flow: step.flow, status, run }));
}

function failed(error: AppError): CallOutcome {
  return { ok: false, error: toStepError(error), retryable: false };
}
