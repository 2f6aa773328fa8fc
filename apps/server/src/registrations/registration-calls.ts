import { hash } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { AppError, isAppError, isJsonObject } from '@millrace/model';
import type { HookContext, HookRegistrar, HttpClient, LimitRoom } from '@millrace/connector-kit';
import { HTTP_CLIENT } from '../catalogue/http-client.token.ts';
import { LIMIT_ROOM, limitsOf } from '../catalogue/limit-room.token.ts';
import { CONFIG, type ServerConfig } from '../config/config.token.ts';
import { ConnectionStatusService } from '../connections/connection-status.service.ts';
import { ConnectionTokens } from '../connections/connection-tokens.ts';
import { ConnectionsService } from '../connections/connections.service.ts';
import type { ResolvedConnection } from '../connections/resolved-connection.ts';
import { HookTriggers, type HookTrigger } from './hook-triggers.ts';
import { HookVault } from './hook-vault.ts';
import { jobOf, type Job, type Outcome } from './next-step.ts';
import { requireReachable } from './reach.ts';
import type { LeasedRegistration } from './registration.ts';
import { RegistrationStore } from './registration.store.ts';
import { WatchedClient } from './watched-client.ts';

/** All calls of one job; a lease holds longer. */
export const CALLS_MS = 60_000;

/** What was done, and what came of it. */
export interface Done {
  job: Job;
  outcome: Outcome;
  renewBeforeMs: number | undefined;
}

/** Makes the calls of a registration at its application. */
@Injectable()
export class RegistrationCalls {
  private readonly logger = new Logger(RegistrationCalls.name);

  constructor(
    @Inject(RegistrationStore) private readonly store: RegistrationStore,
    @Inject(HookTriggers) private readonly triggers: HookTriggers,
    @Inject(HookVault) private readonly vault: HookVault,
    @Inject(ConnectionsService) private readonly connections: ConnectionsService,
    @Inject(ConnectionTokens) private readonly tokens: ConnectionTokens,
    @Inject(ConnectionStatusService) private readonly status: ConnectionStatusService,
    @Inject(HTTP_CLIENT) private readonly http: HttpClient,
    @Inject(LIMIT_ROOM) private readonly limits: LimitRoom,
    @Inject(CONFIG) private readonly config: ServerConfig,
  ) {}

  /** Does what is due. A failure is an outcome; only a fault of the server itself is thrown. */
  async perform(row: LeasedRegistration, now: Date, stopping: AbortSignal): Promise<Done> {
    const trigger = await this.trigger(row);
    const url = `${this.config.hooksUrl}/hooks/${row.hookToken}`;
    const renewBeforeMs = trigger instanceof AppError ? undefined : trigger.registrar.renewBeforeMs;
    const job = jobOf(row, { now, renewBeforeMs, url });
    const http = new WatchedClient(this.http);
    let connection: ResolvedConnection | undefined;
    try {
      if (trigger instanceof AppError) throw trigger;
      connection = await this.connections.byId(row.workspaceId, row.connectionId);
      const signal = AbortSignal.any([stopping, AbortSignal.timeout(CALLS_MS)]);
      const context = await this.context(job, row, connection, { http, signal, now, url });
      const outcome = await this.does(job, row, trigger, context);
      await this.note(connection, undefined);
      return { job, outcome, renewBeforeMs };
    } catch (error) {
      if (!isAppError(error)) throw error;
      await this.note(connection, error);
      const unsure = row.kept === null && (row.wasUnsure || http.mayHaveWritten);
      return { job, outcome: { kind: 'failed', error: shown(error, row), unsure }, renewBeforeMs };
    }
  }

  /** What it was registered with, or why that cannot be used any more. */
  private async trigger({
    workspaceId,
    source,
    slice,
  }: LeasedRegistration): Promise<HookTrigger | AppError> {
    try {
      const found = await this.triggers.pinned(workspaceId, source, slice);
      return found ?? new AppError('CONNECTOR_NOT_FOUND', { id: source });
    } catch (error) {
      if (isAppError(error)) return error;
      throw error;
    }
  }

  private async context(
    job: Job,
    row: LeasedRegistration,
    saved: ResolvedConnection,
    { url, ...rest }: Pick<HookContext, 'http' | 'signal' | 'now'> & { url: string },
  ): Promise<HookContext> {
    const connection = await this.tokens.fresh(saved);
    return {
      ...{ ...rest, connection, refresh: await this.tokens.refresher(connection) },
      limits: limitsOf(this.limits, connection),
      ...{ input: row.input, hook: { url, id: row.hookId }, kept: row.kept ?? {} },
      // Removing goes without it, so that one that cannot be read any more keeps nothing at the application.
      secret: job === 'unsubscribe' ? undefined : this.vault.open(row),
      key: hash('sha256', `registration ${row.id} ${row.hookId}`, 'hex'),
    };
  }

  private async does(
    job: Job,
    row: LeasedRegistration,
    { registrar, connector }: HookTrigger,
    context: HookContext,
  ): Promise<Outcome> {
    switch (job) {
      case 'subscribe':
        requireReachable(context.hook.url, registrar.origin(context.connection), connector.name);
        if (registrar.isOnly) await this.requireFree(row, connector.name);
        return this.subscribed(row, registrar, context);
      case 'find':
        return this.subscribed(row, registrar, context);
      case 'unsubscribe':
        await registrar.unsubscribe(context);
        return { kind: 'removed' };
      case 'renew':
        return { kind: 'renewed', expires: (await registrar.renew(context)) ?? null };
      case 'check':
        return checked(registrar, context);
      case 'replace':
        return lost(registrar, context);
    }
  }

  /** Flows of one account would take its webhook from each other, day by day. */
  private async requireFree(row: LeasedRegistration, connector: string): Promise<void> {
    const flow = await this.store.holderOf(row);
    if (flow === undefined) return;
    throw new AppError('REGISTRATION_TAKEN', { connector, connection: row.connection, flow });
  }

  private async subscribed(
    row: LeasedRegistration,
    registrar: HookRegistrar,
    context: HookContext,
  ): Promise<Outcome> {
    const { kept, secret, expires = null } = await registrar.subscribe(context);
    const given = secret === undefined ? null : this.vault.seal(secret, row);
    return { kind: 'subscribed', kept, secret: given, expires, url: context.hook.url };
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
}

/** One that does not live is repaired; where that cannot be, or it is gone, it is made anew. */
async function checked(registrar: HookRegistrar, context: HookContext): Promise<Outcome> {
  if (!registrar.checks) return { kind: 'alive' };
  try {
    if (await registrar.check(context)) return { kind: 'alive' };
    if (!registrar.repairs) return await lost(registrar, context);
    await registrar.repair(context);
    return { kind: 'repaired' };
  } catch (error) {
    if (isGone(error)) return { kind: 'lost' };
    throw error;
  }
}

/** What is left of it is removed before it is made anew: two would send everything twice. */
async function lost(registrar: HookRegistrar, context: HookContext): Promise<Outcome> {
  await registrar.unsubscribe(context);
  return { kind: 'lost' };
}

function isGone(error: unknown): boolean {
  if (!isAppError(error) || error.code !== 'CALL_REJECTED') return false;
  const status = isJsonObject(error.details) ? error.details['status'] : undefined;
  return status === 404 || status === 410;
}

/** Applications repeat what they refuse: whoever has the trigger URL starts runs. */
function shown(error: AppError, { hookToken }: LeasedRegistration): AppError {
  error.message = error.message.replaceAll(hookToken, '…');
  return error;
}
