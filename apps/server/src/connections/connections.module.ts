import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CatalogueModule } from '../catalogue/catalogue.module.ts';
import { ConnectorUsage } from '../catalogue/own/connector-usage.ts';
import { ConnectionController } from './connection.controller.ts';
import { StreamModule } from '../stream/stream.module.ts';
import { ConnectionCache } from './connection-cache.ts';
import { ConnectionEntity } from './connection.entity.ts';
import { ConnectionLookUps } from './connection-look-ups.ts';
import { ConnectionOpener } from './connection-opener.ts';
import { ConnectionSetup } from './connection-setup.ts';
import { ConnectionStatusService } from './connection-status.service.ts';
import { ConnectionStatusStore } from './connection-status.store.ts';
import { ConnectionStore } from './connection.store.ts';
import { ConnectionTester } from './connection-tester.ts';
import { ConnectionTokens } from './connection-tokens.ts';
import { ConnectionTokensStore } from './connection-tokens.store.ts';
import { ConnectionUsage } from './connection-usage.ts';
import { ConnectionVault } from './connection-vault.ts';
import { ConnectionsService } from './connections.service.ts';
import { LookUpController } from './look-up.controller.ts';
import { OAuthController } from './oauth.controller.ts';
import { OAuthService } from './oauth.service.ts';
import { OAuthStateStore } from './oauth-state.store.ts';

/** Accounts at applications, with encrypted credentials. */
@Module({
  imports: [TypeOrmModule.forFeature([ConnectionEntity]), CatalogueModule, StreamModule],
  controllers: [ConnectionController, LookUpController, OAuthController],
  providers: [
    ConnectionStore,
    ConnectionVault,
    ConnectionCache,
    ConnectionUsage,
    ConnectionOpener,
    ConnectionStatusStore,
    ConnectionStatusService,
    ConnectionTokensStore,
    ConnectionTokens,
    ConnectionSetup,
    ConnectionsService,
    ConnectionTester,
    ConnectionLookUps,
    OAuthStateStore,
    OAuthService,
  ],
  exports: [ConnectionsService, ConnectionStatusService, ConnectionTokens, ConnectionUsage],
})
export class ConnectionsModule implements OnModuleInit {
  constructor(
    @Inject(ConnectorUsage) private readonly usage: ConnectorUsage,
    @Inject(ConnectionStore) private readonly connections: ConnectionStore,
  ) {}

  /** Connectors do not know connections; they ask through this who uses them. */
  onModuleInit(): void {
    this.usage.register('connection', (workspace, connector) =>
      this.connections.ofConnector(workspace, connector),
    );
  }
}
