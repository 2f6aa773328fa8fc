import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CatalogueModule } from '../catalogue/catalogue.module.ts';
import { ConnectionController } from './connection.controller.ts';
import { StreamModule } from '../stream/stream.module.ts';
import { ConnectionCache } from './connection-cache.ts';
import { ConnectionEntity } from './connection.entity.ts';
import { ConnectionStore } from './connection.store.ts';
import { ConnectionTester } from './connection-tester.ts';
import { ConnectionUsage } from './connection-usage.ts';
import { ConnectionVault } from './connection-vault.ts';
import { ConnectionsService } from './connections.service.ts';

/** Accounts at applications, with encrypted credentials. */
@Module({
  imports: [TypeOrmModule.forFeature([ConnectionEntity]), CatalogueModule, StreamModule],
  controllers: [ConnectionController],
  providers: [
    ConnectionStore,
    ConnectionVault,
    ConnectionCache,
    ConnectionUsage,
    ConnectionsService,
    ConnectionTester,
  ],
  exports: [ConnectionsService, ConnectionUsage],
})
export class ConnectionsModule {}
