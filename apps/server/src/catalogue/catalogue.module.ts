import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { createHttpClient, type HttpClient } from '@millrace/connector-kit';
import { CONNECTORS } from '@millrace/connectors';
import { CONFIG, type ServerConfig } from '../config/config.token.ts';
import { CatalogueService, CONNECTOR_LIST } from './catalogue.service.ts';
import { ConnectorController } from './connector.controller.ts';
import { HTTP_CLIENT } from './http-client.token.ts';

/** The connectors of this server, and the one way out for their calls. */
@Module({
  controllers: [ConnectorController],
  providers: [
    { provide: CONNECTOR_LIST, useValue: CONNECTORS },
    {
      provide: HTTP_CLIENT,
      inject: [CONFIG],
      useFactory: (config: ServerConfig) =>
        createHttpClient({ allow: config.egressAllow, proxy: config.proxy }),
    },
    CatalogueService,
  ],
  exports: [CatalogueService, HTTP_CLIENT],
})
export class CatalogueModule implements OnApplicationShutdown {
  constructor(@Inject(HTTP_CLIENT) private readonly http: HttpClient) {}

  async onApplicationShutdown(): Promise<void> {
    await this.http.close();
  }
}
