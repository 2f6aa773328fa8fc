import { hash } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { AppError, isJsonObject, type ActionStep, type ConnectorInfo } from '@millrace/model';
import {
  CallRecorder,
  CallWaits,
  isRetryable,
  type ActionContext,
  type HttpClient,
  type LimitRoom,
} from '@millrace/connector-kit';
import {
  CheckpointLost,
  toStepError,
  type ActionCall,
  type CallOutcome,
  type CallRoom,
} from '@millrace/engine';
import { FILE_ROOMS, type FileRooms } from '../catalogue/file-rooms.token.ts';
import { STORE_ROOMS, type StoreRooms } from '../catalogue/store-rooms.token.ts';
import { HTTP_CLIENT } from '../catalogue/http-client.token.ts';
import { LIMIT_ROOM, limitsOf } from '../catalogue/limit-room.token.ts';
import { ConnectionStatusService } from '../connections/connection-status.service.ts';
import { ConnectionTokens } from '../connections/connection-tokens.ts';
import { ConnectionsService } from '../connections/connections.service.ts';
import type { ResolvedConnection } from '../connections/resolved-connection.ts';
import type { StepActions } from '../flows/step-actions.ts';

/** For calls that nobody calls off. */
const NEVER = new AbortController().signal;

/** For whom a call is made: a run, or a trial of a draft's step. */
export interface ActionHost {
  workspaceId: string;
  runId?: string;
  actions: StepActions;
  /** True when a person waits for it. */
  attended?: boolean;
}

/** Makes the calls of action steps: the engine's way to the connectors. */
@Injectable()
export class ActionCaller {
  private readonly logger = new Logger(ActionCaller.name);

  constructor(
    @Inject(ConnectionsService) private readonly connections: ConnectionsService,
    @Inject(ConnectionTokens) private readonly tokens: ConnectionTokens,
    @Inject(ConnectionStatusService) private readonly status: ConnectionStatusService,
    @Inject(HTTP_CLIENT) private readonly http: HttpClient,
    @Inject(LIMIT_ROOM) private readonly limits: LimitRoom,
    @Inject(FILE_ROOMS) private readonly rooms: FileRooms,
    @Inject(STORE_ROOMS) private readonly stores: StoreRooms,
  ) {}

  /**
   * Throws CheckpointLost, after which nothing may be sent; a failure is an outcome. Without a room,
   * the call cannot wait for long. Every request of an action has a time limit of its own.
   */
  async perform(
    { workspaceId, runId, actions, attended }: ActionHost,
    call: ActionCall & { step: ActionStep },
    signal: AbortSignal = NEVER,
    room?: CallRoom,
  ): Promise<CallOutcome> {
    let connection: ResolvedConnection | undefined;
    const recorder = new CallRecorder();
    try {
      const { action, connector } = actions.of(call.step);
      connection = await this.connection(workspaceId, call, connector);
      const output = await action.run({
        input: action.check(call.input),
        shape: call.step.shape,
        http: this.http,
        limits: limitsOf(this.limits, connection ?? { workspaceId, id: connector.id }),
        attended,
        files: this.rooms.of(workspaceId, runId),
        store: this.stores.of(workspaceId),
        ...(await this.account(connection)),
        idempotencyKey: hash('sha256', call.idempotencySeed, 'hex'),
        signal,
        recorder,
        room,
      });
      await this.note(connection, undefined);
      return { ok: true, output, calls: recorder.calls(false) };
    } catch (error) {
      if (error instanceof CheckpointLost) throw error;
      if (error instanceof CallWaits) {
        const { until, state } = error;
        return { pending: true, until, state, calls: recorder.calls(false) };
      }
      await this.note(connection, error);
      return { ...this.failure(error), calls: recorder.calls(true) };
    }
  }

  private async account(
    connection: ResolvedConnection | undefined,
  ): Promise<Pick<ActionContext, 'connection' | 'refresh'>> {
    if (connection === undefined) return { connection };
    const fresh = await this.tokens.fresh(connection);
    return { connection: fresh, refresh: await this.tokens.refresher(fresh) };
  }

  /** Whether the account was taken or refused. What came of the call does not depend on it. */
  private async note(connection: ResolvedConnection | undefined, error: unknown): Promise<void> {
    if (connection === undefined) return;
    try {
      if (error === undefined) await this.status.accepted(connection);
      else await this.status.refused(connection, error);
    } catch (failure) {
      this.logger.warn({ err: failure }, 'The status of a connection was not kept');
    }
  }

  private async connection(
    workspaceId: string,
    { step }: { step: ActionStep },
    connector: ConnectorInfo,
  ): Promise<ResolvedConnection | undefined> {
    if (step.connection !== undefined) {
      const found = await this.connections.resolve(workspaceId, step.connection);
      if (found !== undefined) return found;
      throw new AppError('CONNECTION_NOT_FOUND', { name: step.connection });
    }
    if (!connector.connectionRequired) return undefined;
    const { id, name = id } = step;
    throw new AppError('CONNECTION_REQUIRED', { step: name, connector: connector.name });
  }

  private failure(error: unknown): CallOutcome {
    if (!(error instanceof AppError)) this.logger.error({ err: error }, 'A connector failed');
    const stored = toStepError(error);
    const seconds = isJsonObject(stored.details) ? stored.details['retry_after'] : undefined;
    return {
      ok: false,
      error: stored,
      retryable: isRetryable(error),
      retryAfter: typeof seconds === 'number' ? seconds * 1_000 : undefined,
    };
  }
}
