import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { AppError } from '@millrace/model';
import { In, IsNull, LessThan, Not, type EntityManager, type Repository } from 'typeorm';
import { isUuid } from '../http/id.ts';
import { FlowVersionEntity } from './flow-version.entity.ts';
import { FlowEntity } from './flow.entity.ts';
import type { Pins } from './step-actions.ts';

/** Which form of its documents a flow has. */
export type FlowRevision = Pick<FlowEntity, 'id' | 'name' | 'revision' | 'version'>;

/** Rows of flows and their versions. */
@Injectable()
export class FlowStore {
  constructor(
    @InjectRepository(FlowEntity) private readonly flows: Repository<FlowEntity>,
    @InjectRepository(FlowVersionEntity) private readonly versions: Repository<FlowVersionEntity>,
  ) {}

  transaction<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return this.flows.manager.transaction(work);
  }

  async insert(tx: EntityManager, flow: FlowEntity): Promise<void> {
    await tx.insert(FlowEntity, flow);
  }

  /** Throws FLOW_NOT_FOUND. */
  async get(workspaceId: string, id: string): Promise<FlowEntity> {
    const flow = await this.flows.findOneBy({ workspaceId, id });
    if (flow === null) throw new AppError('FLOW_NOT_FOUND', { id });
    return flow;
  }

  /** Every flow by what tells one form of its documents from another. */
  revisions(workspaceId: string): Promise<FlowRevision[]> {
    return this.flows.find({
      where: { workspaceId },
      select: { id: true, name: true, revision: true, version: true },
      order: { id: 'DESC' },
    });
  }

  /** The drafts of these flows, as JSON text by id. */
  async drafts(ids: readonly string[]): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map();
    const rows = await this.flows.find({
      where: { id: In([...ids]) },
      select: { id: true, draft: true },
    });
    return new Map(rows.map(({ id, draft }) => [id, draft]));
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

  /** The live versions of those of these flows that have one. */
  async liveVersions(ids: readonly string[]): Promise<Map<string, number>> {
    const select = { id: true, version: true } as const;
    const found = await this.flows.find({ where: { id: In([...ids]) }, select });
    return new Map(found.flatMap(({ id, version }) => (version === null ? [] : [[id, version]])));
  }

  byToken(hookToken: string): Promise<FlowEntity | null> {
    return this.flows.findOneBy({ hookToken });
  }

  /** Saves the draft when nobody else has since `revision`; false otherwise. */
  async saveDraft(
    tx: EntityManager,
    flow: FlowEntity,
    revision: number,
    change: { draft: string; name: string; updatedAt: Date },
  ): Promise<boolean> {
    const { affected } = await tx.update(
      FlowEntity,
      { id: flow.id, workspaceId: flow.workspaceId, revision },
      { ...change, revision: revision + 1 },
    );
    return affected === 1;
  }

  /** Adds the next version and makes it live; its number. */
  async publish(
    tx: EntityManager,
    flow: FlowEntity,
    { document, pins }: Pick<FlowVersionEntity, 'document' | 'pins'>,
    now: Date,
  ): Promise<number> {
    const { id: flowId, workspaceId } = flow;
    await tx.findOne(FlowEntity, { where: { id: flowId }, lock: { mode: 'pessimistic_write' } });
    const last = await tx.maximum(FlowVersionEntity, 'version', { flowId });
    const version = (last ?? 0) + 1;
    const row = { flowId, version, workspaceId, document, pins, createdAt: now };
    await tx.insert(FlowVersionEntity, row);
    await tx.update(FlowEntity, { id: flowId }, { version, paused: false, updatedAt: now });
    return version;
  }

  async setPaused(tx: EntityManager, flow: FlowEntity, paused: boolean, now: Date): Promise<void> {
    await tx.update(FlowEntity, { id: flow.id }, { paused, updatedAt: now });
  }

  /** Removes the flow with everything that arrived and ran. */
  async remove(tx: EntityManager, flow: FlowEntity): Promise<void> {
    const scope = [flow.id];
    await tx.query(
      'DELETE FROM attempts WHERE run_id IN (SELECT id FROM runs WHERE flow_id = $1)',
      scope,
    );
    await tx.query('DELETE FROM runs WHERE flow_id = $1', scope);
    await tx.query('DELETE FROM events WHERE flow_id = $1', scope);
    await tx.query('DELETE FROM dedupe_keys WHERE flow_id = $1', scope);
    await tx.query('DELETE FROM flows WHERE id = $1', scope);
  }

  /** Throws VERSION_NOT_FOUND. */
  async version(flow: FlowEntity, version: number): Promise<FlowVersionEntity> {
    const found = await this.versions.findOneBy({ flowId: flow.id, version });
    if (found === null) throw new AppError('VERSION_NOT_FOUND', { id: flow.id, version });
    return found;
  }

  /** A published document as text, and what it was published with. */
  published(
    flowId: string,
    version: number,
  ): Promise<Pick<FlowVersionEntity, 'document' | 'pins'> | null> {
    return this.versions.findOneBy({ flowId, version });
  }

  /** The live versions that are older than the keeping of slices. */
  async unpinned(): Promise<Pick<FlowVersionEntity, 'flowId' | 'version' | 'workspaceId'>[]> {
    return this.versions
      .createQueryBuilder('version')
      .select(['version.flowId', 'version.version', 'version.workspaceId'])
      .innerJoin(FlowEntity, 'flow', 'flow.id = version.flowId AND flow.version = version.version')
      .where('version.pins IS NULL')
      .getMany();
  }

  async pin(flowId: string, version: number, pins: Pins): Promise<void> {
    await this.versions.update({ flowId, version, pins: IsNull() }, { pins });
  }

  /** Newest first, those before `before`. */
  versionsOf(flow: FlowEntity, limit: number, before?: number): Promise<FlowVersionEntity[]> {
    return this.versions.find({
      where: { flowId: flow.id, ...(before === undefined ? {} : { version: LessThan(before) }) },
      order: { version: 'DESC' },
      take: limit,
    });
  }

  /** The live documents of flows, for showing whether a draft differs. */
  liveDocuments(
    flows: readonly Pick<FlowEntity, 'id' | 'version'>[],
  ): Promise<FlowVersionEntity[]> {
    const published = flows.flatMap(({ id: flowId, version }) =>
      version === null ? [] : [{ flowId, version }],
    );
    return published.length === 0 ? Promise.resolve([]) : this.versions.find({ where: published });
  }
}
