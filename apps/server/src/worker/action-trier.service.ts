import { Inject, Injectable } from '@nestjs/common';
import type { TestStepResponse, tryActionRequestSchema } from '@millrace/model';
import type { z } from 'zod';
import type { Actor } from '../access/actor.ts';
import { AuditService } from '../audit/audit.service.ts';
import { OwnConnectors } from '../catalogue/own/own-connectors.service.ts';
import { uuid7 } from '../database/uuid7.ts';
import { FlowActions } from '../flows/flow-actions.service.ts';
import { ActionCaller } from './action-caller.ts';

export type TryActionRequest = z.infer<typeof tryActionRequestSchema>;

/** Tries an action of a connector that the workspace made, with one live call. */
@Injectable()
export class ActionTrier {
  constructor(
    @Inject(OwnConnectors) private readonly connectors: OwnConnectors,
    @Inject(FlowActions) private readonly actions: FlowActions,
    @Inject(ActionCaller) private readonly caller: ActionCaller,
    @Inject(AuditService) private readonly audit: AuditService,
  ) {}

  /** A call that fails is an answer. Throws CONNECTOR_NOT_FOUND, CONNECTOR_NOT_OWN and ACTION_NOT_FOUND. */
  async try(
    actor: Actor,
    connector: string,
    { action: actionId, connection, input }: TryActionRequest,
  ): Promise<TestStepResponse> {
    const { workspaceId } = actor;
    const { uid, manifest, version } = await this.connectors.get(actor, connector);
    const actions = await this.actions.ofWorkspace(workspaceId);
    const action = `${connector}.${actionId}`;
    actions.of({ action });
    const { name } = manifest;
    const called = typeof name === 'string' ? name : connector;
    // Before the call, so that none goes out without a trace.
    await this.audit.note(actor, {
      action: 'tested',
      thing: { kind: 'connector', id: uid, name: called },
      summary: { action: actionId, version, ...(connection === undefined ? {} : { connection }) },
    });
    const started = performance.now();
    const step = { id: 'try', kind: 'action' as const, action, input, ...named(connection) };
    const call = { step, input, iteration: '', tryNumber: 1, idempotencySeed: uuid7() };
    const ended = await this.caller.perform({ workspaceId, actions, attended: true }, call);
    const took = { input, duration_ms: Math.round(performance.now() - started) };
    if ('pending' in ended) return { status: 'skipped', output: null, error: null, ...took };
    return ended.ok
      ? { status: 'succeeded', output: ended.output, error: null, ...took }
      : { status: 'failed', output: null, error: ended.error, ...took };
  }
}

function named(connection: string | undefined): { connection?: string } {
  return connection === undefined ? {} : { connection };
}
