import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  Headers,
  HttpCode,
  Inject,
  Param,
  Post,
  Put,
  Query,
  Res,
} from '@nestjs/common';
import {
  versionParamSchema,
  connectorCheckSchema,
  manifestRequestSchema,
  ownConnectorSchema,
} from '@millrace/model';
import { yamlOfManifest } from '@millrace/connectors';
import type { Response } from 'express';
import { z } from 'zod';
import type { Actor } from '../../access/actor.ts';
import { BodyLimit } from '../../http/body-limit.ts';
import { Caller } from '../../http/caller.ts';
import { Describe } from '../../http/describe.ts';
import { LeastRole } from '../../http/least-role.ts';
import { OwnConnectors, type ConnectorCheck, type OwnConnector } from './own-connectors.service.ts';

const connectorIdSchema = z.string().max(200);
/** Which version; without a number the newest. `yaml`: as a file. */
const manifestQuerySchema = z.object({
  as: z.enum(['json', 'yaml']).default('json'),
  version: versionParamSchema.optional(),
});

type ManifestRequest = z.infer<typeof manifestRequestSchema>;

/** Connectors that the workspace makes itself. */
@Controller('connectors')
export class OwnConnectorController {
  constructor(@Inject(OwnConnectors) private readonly connectors: OwnConnectors) {}

  @Post()
  @LeastRole('editor')
  @BodyLimit('document')
  @Describe({
    summary: 'Make a connector from a manifest, JSON or the text of a YAML file',
    response: ownConnectorSchema,
    status: 201,
  })
  async create(
    @Caller() caller: Actor,
    @Body({ schema: manifestRequestSchema }) { manifest }: ManifestRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<OwnConnector> {
    return withEtag(response, await this.connectors.create(caller, manifest));
  }

  @Post('check')
  @LeastRole('editor')
  @HttpCode(200)
  @BodyLimit('document')
  @Describe({
    summary: 'Everything that is wrong with a manifest; nothing is kept',
    response: connectorCheckSchema,
  })
  check(
    @Caller() caller: Actor,
    @Body({ schema: manifestRequestSchema }) { manifest }: ManifestRequest,
  ): Promise<ConnectorCheck> {
    return this.connectors.check(caller, manifest);
  }

  @Put(':connector')
  @LeastRole('editor')
  @BodyLimit('document')
  @Describe({
    summary: 'Keep the next version of a connector; send If-Match with the last etag',
    response: ownConnectorSchema,
  })
  async update(
    @Caller() caller: Actor,
    @Param('connector', { schema: connectorIdSchema }) connector: string,
    @Headers('if-match') etag: string | undefined,
    @Body({ schema: manifestRequestSchema }) { manifest }: ManifestRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<OwnConnector> {
    return withEtag(response, await this.connectors.update(caller, connector, manifest, etag));
  }

  @Delete(':connector')
  @LeastRole('editor')
  @HttpCode(204)
  @Describe({ summary: 'Delete a connector that no connection and no flow uses', status: 204 })
  remove(
    @Caller() caller: Actor,
    @Param('connector', { schema: connectorIdSchema }) connector: string,
    @Headers('if-match') etag: string | undefined,
  ): Promise<void> {
    return this.connectors.remove(caller, connector, etag);
  }

  @Get(':connector/manifest')
  @LeastRole('viewer')
  @Header('Cache-Control', 'no-store')
  @Describe({
    summary: 'A connector of the workspace with its manifest; as=yaml: the file',
    response: ownConnectorSchema,
  })
  async manifest(
    @Caller() caller: Actor,
    @Param('connector', { schema: connectorIdSchema }) connector: string,
    @Query({ schema: manifestQuerySchema }) { as, version }: z.infer<typeof manifestQuerySchema>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<OwnConnector | string> {
    const found = await this.connectors.get(caller, connector, version);
    if (as === 'json') return withEtag(response, found);
    response.type('application/yaml');
    response.attachment(`${found.id}.yaml`);
    return yamlOfManifest(found.manifest);
  }
}

function withEtag(response: Response, connector: OwnConnector): OwnConnector {
  response.setHeader('ETag', connector.etag);
  return connector;
}
