import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  AppError,
  type FlowDocument,
  type JsonObject,
  type Registration,
  type WebhookTrigger,
} from '@millrace/model';
import type { AuditTransaction } from '../audit/audit-transaction.ts';
import { ConnectionsService } from '../connections/connections.service.ts';
import { uuid7 } from '../database/uuid7.ts';
import { HookTriggers, type HookTrigger } from './hook-triggers.ts';
import { HookVault } from './hook-vault.ts';
import type { RegisteredFlow, RegistrationRow, Wish } from './registration.ts';
import { RegistrationStore } from './registration.store.ts';
import { RegistrationWorker } from './registration-worker.ts';

/** Bytes of a made secret: 43 letters and digits, which every application takes. */
const SECRET_BYTES = 32;

/**
 * The webhooks that flows have at their applications. What a flow wants is written in the transaction
 * that changes it; {@link RegistrationWorker} does it afterwards, so that no application can keep a
 * flow from going live.
 */
@Injectable()
export class RegistrationsService {
  constructor(
    @Inject(RegistrationStore) private readonly store: RegistrationStore,
    @Inject(RegistrationWorker) private readonly worker: RegistrationWorker,
    @Inject(HookTriggers) private readonly triggers: HookTriggers,
    @Inject(HookVault) private readonly vault: HookVault,
    @Inject(ConnectionsService) private readonly connections: ConnectionsService,
  ) {}

  /**
   * What a flow is to have registered while it is live; undefined for one that is set up by hand.
   * `slice` is what its version pins of the trigger.
   * Throws FLOW_TRIGGER_CONNECTION and INPUT_INVALID where an account was chosen for it.
   */
  async wish(
    workspaceId: string,
    { name, trigger }: Pick<FlowDocument, 'name' | 'trigger'>,
    slice: string | undefined,
  ): Promise<Wish | undefined> {
    if (trigger.kind !== 'webhook' || trigger.source === undefined) return undefined;
    const found = await this.triggers.find(workspaceId, trigger.source);
    const account = trigger.connection ?? trigger.verify?.secret.connection;
    if (found === undefined || account === undefined) return undefined;
    const connection = await this.connections.known(workspaceId, account);
    const { connector } = found;
    if (connection?.connector !== connector.id) {
      if (trigger.connection === undefined) return undefined;
      const names = { name, source: trigger.source, connection: account };
      throw new AppError('FLOW_TRIGGER_CONNECTION', { ...names, connector: connector.name });
    }
    // One that was chosen for its secret alone need not be able to make webhooks.
    if (trigger.connection === undefined && connection.isOpen) return undefined;
    const input = checkedInput(found, trigger);
    if (input === undefined) return undefined;
    const makesSecret = found.registrar.secret === 'made';
    const wish = { connectionId: connection.id, connection: connection.name, input, makesSecret };
    return { ...wish, source: trigger.source, slice: slice ?? null };
  }

  /**
   * Writes down what a flow that goes live wants, in the transaction that makes it: nothing when `wish` is
   * absent. Call {@link done} after the commit, as after the other two.
   */
  async follow(
    tx: AuditTransaction,
    flow: RegisteredFlow,
    wish: Wish | undefined,
    version = flow.version,
  ): Promise<void> {
    const now = new Date();
    await this.store.release(tx, flow, wish, now);
    await this.store.forget(tx, flow.id);
    if (wish === undefined) return;
    const place = { id: uuid7(), workspaceId: flow.workspaceId };
    const secret = wish.makesSecret ? this.vault.seal(madeSecret(), place) : null;
    await this.store.want(tx, flow, wish, { id: place.id, hookId: uuid7(), version, secret }, now);
  }

  /** The same for a flow that is paused: it goes on telling of the webhook it had. */
  async hold(tx: AuditTransaction, flow: RegisteredFlow): Promise<void> {
    await this.store.release(tx, flow, undefined, new Date());
  }

  /** The same for a flow that is deleted: what is needed to remove its webhook stays until that is done. */
  async leave(tx: AuditTransaction, flow: RegisteredFlow): Promise<void> {
    await this.follow(tx, flow, undefined);
  }

  /** After the commit of a change: sets the worker of this process to work. */
  done(): void {
    this.worker.wake();
  }

  /** What a flow tells of its webhook; null where Millrace sets up none. */
  async shown(workspaceId: string, flowId: string): Promise<Registration | null> {
    const row = await this.store.ofFlow(workspaceId, flowId);
    return row === undefined ? null : this.shownRow(row);
  }

  /** Does now what would be done later. Throws REGISTRATION_NOT_FOUND. */
  async hurry(workspaceId: string, flow: { id: string; name: string }): Promise<Registration> {
    const row = await this.store.ofFlow(workspaceId, flow.id);
    if (row === undefined) throw new AppError('REGISTRATION_NOT_FOUND', { name: flow.name });
    await this.store.hurry(row.id, new Date());
    this.worker.wake();
    return this.shownRow((await this.store.ofFlow(workspaceId, flow.id)) ?? row);
  }

  /** The flows whose webhooks are still being removed with these connections. */
  async removingWith(
    workspaceId: string,
    connections: readonly string[],
  ): Promise<{ connection: string; id: string; name: string }[]> {
    return this.store.removingWith(workspaceId, connections);
  }

  private async shownRow(row: RegistrationRow): Promise<Registration> {
    const trigger = await this.triggers.find(row.workspaceId, row.source);
    const { state, goal, source, connection, registeredAt, checkedAt, expiresAt, error } = row;
    return {
      ...{ state, wanted: goal === 'live', source, connection },
      since: state === 'removed' ? null : (registeredAt?.toISOString() ?? null),
      checked_at: checkedAt?.toISOString() ?? null,
      expires_at: expiresAt?.toISOString() ?? null,
      error,
      next_try_at: error === null ? null : (row.nextAt?.toISOString() ?? null),
      manual: trigger?.info?.setup ?? null,
    };
  }
}

/** What was written before there was an account to choose may lack what is asked for: that is done by hand. */
function checkedInput(
  { registrar }: HookTrigger,
  { connection, input = {} }: WebhookTrigger,
): JsonObject | undefined {
  try {
    return registrar.checked(input);
  } catch (error) {
    if (connection === undefined) return undefined;
    throw error;
  }
}

function madeSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url').replaceAll(/[-_]/g, 'x');
}
