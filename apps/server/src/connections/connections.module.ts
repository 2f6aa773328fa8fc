import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CatalogueModule } from '../catalogue/catalogue.module.ts';
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
import { ConnectionUsage } from './connection-usage.ts';
import { ConnectionVault } from './connection-vault.ts';
import { ConnectionsService } from './connections.service.ts';
import { LookUpController } from './look-up.controller.ts';

/** Accounts at applications, with encrypted credentials. */
@Module({
  imports: [TypeOrmModule.forFeature([ConnectionEntity]), CatalogueModule, StreamModule],
  controllers: [ConnectionController, LookUpController],
  providers: [
    ConnectionStore,
    ConnectionVault,
    ConnectionCache,
    ConnectionUsage,
    ConnectionOpener,
    ConnectionStatusStore,
    ConnectionStatusService,
    ConnectionSetup,
    ConnectionsService,
    ConnectionTester,
    ConnectionLookUps,
  ],
  exports: [ConnectionsService, ConnectionStatusService, ConnectionUsage],
})
export class ConnectionsModule {}
