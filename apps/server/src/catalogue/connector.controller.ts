import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { connectorInfoSchema, pageOf, pageQuerySchema, type ConnectorInfo } from '@millrace/model';
import { z } from 'zod';
import type { Actor } from '../access/actor.ts';
import { Caller } from '../http/caller.ts';
import { Describe } from '../http/describe.ts';
import { LeastRole } from '../http/least-role.ts';
import { CatalogueService } from './catalogue.service.ts';

const connectorIdSchema = z.string().max(200);

/** The connectors of a workspace: those that come with Millrace, and its own. */
@Controller('connectors')
export class ConnectorController {
  constructor(@Inject(CatalogueService) private readonly catalogues: CatalogueService) {}

  @Get()
  @LeastRole('viewer')
  @Describe({ summary: 'List connectors by name', response: pageOf(connectorInfoSchema) })
  async list(
    @Caller() { workspaceId }: Actor,
    @Query({ schema: pageQuerySchema }) { limit, cursor }: z.infer<typeof pageQuerySchema>,
  ): Promise<{ items: ConnectorInfo[]; next: string | null }> {
    const all = (await this.catalogues.of(workspaceId)).manifests();
    const start = cursor === undefined ? 0 : all.findIndex(({ id }) => id === cursor) + 1;
    const items = all.slice(start, start + limit);
    const isLast = start + limit >= all.length;
    return { items, next: isLast ? null : (items.at(-1)?.id ?? null) };
  }

  @Get(':connector')
  @LeastRole('viewer')
  @Describe({ summary: 'A connector', response: connectorInfoSchema })
  async get(
    @Caller() { workspaceId }: Actor,
    @Param('connector', { schema: connectorIdSchema }) connector: string,
  ): Promise<ConnectorInfo> {
    return (await this.catalogues.of(workspaceId)).manifest(connector);
  }
}
