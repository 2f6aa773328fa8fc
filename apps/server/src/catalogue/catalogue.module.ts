import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { createHttpDoor, type HttpDoor } from '@millrace/connector-kit';
import { CONNECTORS } from '@millrace/connectors';
import { CONFIG, type ServerConfig } from '../config/config.token.ts';
import { CatalogueService, CONNECTOR_LIST } from './catalogue.service.ts';
import { ConnectorController } from './connector.controller.ts';
import { HTTP_DOOR } from './http-door.token.ts';

/** The connectors of this server, and the one way out for their calls. */
@Module({
  controllers: [ConnectorController],
  providers: [
    { provide: CONNECTOR_LIST, useValue: CONNECTORS },
    {
      provide: HTTP_DOOR,
      inject: [CONFIG],
      useFactory: (config: ServerConfig) => createHttpDoor({ allow: config.egressAllow }),
    },
    CatalogueService,
  ],
  exports: [CatalogueService, HTTP_DOOR],
})
export class CatalogueModule implements OnApplicationShutdown {
  constructor(@Inject(HTTP_DOOR) private readonly door: HttpDoor) {}

  async onApplicationShutdown(): Promise<void> {
    await this.door.close();
  }
}
