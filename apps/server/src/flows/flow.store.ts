import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { AppError } from '@millrace/model';
import { IsNull, LessThan, Not, type Repository } from 'typeorm';
import { isUuid } from '../http/id.ts';
import { FlowVersionEntity } from './flow-version.entity.ts';
import { FlowEntity } from './flow.entity.ts';

/** Rows of flows and their versions. */
@Injectable()
export class FlowStore {
  constructor(
    @InjectRepository(FlowEntity) private readonly flows: Repository<FlowEntity>,
    @InjectRepository(FlowVersionEntity) private readonly versions: Repository<FlowVersionEntity>,
  ) {}

  async insert(flow: FlowEntity): Promise<void> {
    await this.flows.insert(flow);
  }

  /** Throws FLOW_NOT_FOUND. */
  async get(workspaceId: string, id: string): Promise<FlowEntity> {
    const flow = await this.flows.findOneBy({ workspaceId, id });
    if (flow === null) throw new AppError('FLOW_NOT_FOUND', { id });
    return flow;
  }

  all(workspaceId: string): Promise<FlowEntity[]> {
    return this.flows.find({ where: { workspaceId }, order: { id: 'DESC' } });
  }

  page(workspaceId: string, limit: number, before: string | undefined): Promise<FlowEntity[]> {
    return this.flows.find({
      where: { workspaceId, ...(before === undefined ? {} : { id: LessThan(before) }) },
      order: { id: 'DESC' },
      take: limit,
    });
  }

  /** By name, the newest first, or by id. */
  named(workspaceId: string, nameOrId: string): Promise<FlowEntity | null> {
    const where = isUuid(nameOrId)
      ? { workspaceId, id: nameOrId }
      : { workspaceId, name: nameOrId, version: Not(IsNull()) };
    return this.flows.findOne({ where, order: { id: 'DESC' } });
  }

  async liveVersion(id: string): Promise<number | undefined> {
    const flow = await this.flows.findOne({ where: { id }, select: { id: true, version: true } });
    return flow?.version ?? undefined;
  }

  byToken(hookToken: string): Promise<FlowEntity | null> {
    return this.flows.findOneBy({ hookToken });
  }

  /** Saves the draft when nobody else has since `revision`; false otherwise. */
  async saveDraft(
    flow: FlowEntity,
    revision: number,
    change: { draft: string; name: string; updatedAt: Date },
  ): Promise<boolean> {
    const { affected } = await this.flows.update(
      { id: flow.id, workspaceId: flow.workspaceId, revision },
      { ...change, revision: revision + 1 },
    );
    return affected === 1;
  }

  /** Adds the next version and makes it live, in one transaction. */
  async publish(flow: FlowEntity, document: string, now: Date): Promise<number> {
    return this.flows.manager.transaction(async (tx) => {
      await tx.findOne(FlowEntity, {
        where: { id: flow.id },
        lock: { mode: 'pessimistic_write' },
      });
      const last = await tx.maximum(FlowVersionEntity, 'version', { flowId: flow.id });
      const version = (last ?? 0) + 1;
      const { id: flowId, workspaceId } = flow;
      await tx.insert(FlowVersionEntity, {
        flowId,
        version,
        workspaceId,
        document,
        createdAt: now,
      });
      await tx.update(FlowEntity, { id: flowId }, { version, paused: false, updatedAt: now });
      return version;
    });
  }

  async setPaused(flow: FlowEntity, paused: boolean, now: Date): Promise<void> {
    await this.flows.update({ id: flow.id }, { paused, updatedAt: now });
  }

  /** Removes the flow with everything that arrived and ran. */
  async remove(flow: FlowEntity): Promise<void> {
    await this.flows.manager.transaction(async (tx) => {
      const scope = [flow.id];
      await tx.query(
        'DELETE FROM attempts WHERE run_id IN (SELECT id FROM runs WHERE flow_id = $1)',
        scope,
      );
      await tx.query('DELETE FROM runs WHERE flow_id = $1', scope);
      await tx.query('DELETE FROM events WHERE flow_id = $1', scope);
      await tx.query('DELETE FROM dedupe_keys WHERE flow_id = $1', scope);
      await tx.query('DELETE FROM flows WHERE id = $1', scope);
    });
  }

  /** Throws VERSION_NOT_FOUND. */
  async version(flow: FlowEntity, version: number): Promise<FlowVersionEntity> {
    const found = await this.versions.findOneBy({ flowId: flow.id, version });
    if (found === null) throw new AppError('VERSION_NOT_FOUND', { id: flow.id, version });
    return found;
  }

  /** The text of a published document. */
  async documentText(flowId: string, version: number): Promise<string | undefined> {
    const found = await this.versions.findOneBy({ flowId, version });
    return found?.document;
  }

  versionsOf(flow: FlowEntity): Promise<FlowVersionEntity[]> {
    return this.versions.find({ where: { flowId: flow.id }, order: { version: 'DESC' } });
  }

  /** The live documents of flows, for showing whether a draft differs. */
  liveDocuments(flows: readonly FlowEntity[]): Promise<FlowVersionEntity[]> {
    const published = flows.flatMap(({ id: flowId, version }) =>
      version === null ? [] : [{ flowId, version }],
    );
    return published.length === 0 ? Promise.resolve([]) : this.versions.find({ where: published });
  }
}
