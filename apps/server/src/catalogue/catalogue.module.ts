import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { createHttpClient, LimitRoom, type HttpClient } from '@millrace/connector-kit';
import { CONNECTORS } from '@millrace/connectors';
import { CONFIG, type ServerConfig } from '../config/config.token.ts';
import { CatalogueService, CONNECTOR_LIST } from './catalogue.service.ts';
import { ConnectorController } from './connector.controller.ts';
import { HTTP_CLIENT } from './http-client.token.ts';
import { LIMIT_ROOM } from './limit-room.token.ts';
import { ConnectorUsage } from './own/connector-usage.ts';
import { OwnConnectorController } from './own/own-connector.controller.ts';
import { OwnConnectorReader } from './own/own-connector-reader.ts';
import { OwnConnectorStore } from './own/own-connector.store.ts';
import { OwnConnectors } from './own/own-connectors.service.ts';
import { SliceStore } from './slice.store.ts';
import { Slices } from './slices.service.ts';

/** The connectors of this server, the one way out for their calls, and what is known of its limits. */
@Module({
  controllers: [ConnectorController, OwnConnectorController],
  providers: [
    { provide: CONNECTOR_LIST, useValue: CONNECTORS },
    {
      provide: HTTP_CLIENT,
      inject: [CONFIG],
      useFactory: (config: ServerConfig) =>
        createHttpClient({ allow: config.egressAllow, proxy: config.proxy }),
    },
    { provide: LIMIT_ROOM, useFactory: () => new LimitRoom() },
    OwnConnectorStore,
    OwnConnectorReader,
    CatalogueService,
    ConnectorUsage,
    OwnConnectors,
    SliceStore,
    Slices,
  ],
  exports: [CatalogueService, ConnectorUsage, OwnConnectors, Slices, HTTP_CLIENT, LIMIT_ROOM],
})
export class CatalogueModule implements OnApplicationShutdown {
  constructor(@Inject(HTTP_CLIENT) private readonly http: HttpClient) {}

  async onApplicationShutdown(): Promise<void> {
    await this.http.close();
  }
}
