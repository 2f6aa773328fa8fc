import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { connectorInfoSchema, pageOf, pageQuerySchema, type ConnectorInfo } from '@millrace/model';
import { z } from 'zod';
import { Describe } from '../http/describe.ts';
import { LeastRole } from '../http/least-role.ts';
import { CatalogueService } from './catalogue.service.ts';

const connectorIdSchema = z.string().max(200);

/** The connectors of this server, as manifests. */
@Controller('connectors')
export class ConnectorController {
  constructor(@Inject(CatalogueService) private readonly catalogue: CatalogueService) {}

  @Get()
  @LeastRole('viewer')
  @Describe({ summary: 'List connectors by name', response: pageOf(connectorInfoSchema) })
  list(@Query({ schema: pageQuerySchema }) { limit, cursor }: z.infer<typeof pageQuerySchema>): {
    items: ConnectorInfo[];
    next: string | null;
  } {
    const all = this.catalogue.manifests();
    const start = cursor === undefined ? 0 : all.findIndex(({ id }) => id === cursor) + 1;
    const items = all.slice(start, start + limit);
    const isLast = start + limit >= all.length;
    return { items, next: isLast ? null : (items.at(-1)?.id ?? null) };
  }

  @Get(':connector')
  @LeastRole('viewer')
  @Describe({ summary: 'A connector', response: connectorInfoSchema })
  get(@Param('connector', { schema: connectorIdSchema }) connector: string): ConnectorInfo {
    return this.catalogue.manifest(connector);
  }
}
