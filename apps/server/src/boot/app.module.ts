import { Module, type DynamicModule } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import type { Pool } from 'pg';
import { AuditModule } from '../audit/audit.module.ts';
import { CatalogueModule } from '../catalogue/catalogue.module.ts';
import { ChecksModule } from '../checks/checks.module.ts';
import { ConfigModule } from '../config/config.module.ts';
import type { ServerConfig } from '../config/config.token.ts';
import { ConnectionsModule } from '../connections/connections.module.ts';
import { DatabaseModule } from '../database/database.module.ts';
import { EventsModule } from '../events/events.module.ts';
import { FilesModule } from '../files/files.module.ts';
import { FlowsModule } from '../flows/flows.module.ts';
import { HttpModule } from '../http/http.module.ts';
import { AcceptanceModule } from '../acceptance/acceptance.module.ts';
import { RepliesModule } from '../replies/replies.module.ts';
import { TriggersModule } from '../triggers/triggers.module.ts';
import { MappingsModule } from '../mappings/mappings.module.ts';
import { PeopleModule } from '../people/people.module.ts';
import { RegistrationsModule } from '../registrations/registrations.module.ts';
import { RunsModule } from '../runs/runs.module.ts';
import { StreamModule } from '../stream/stream.module.ts';
import { WorkerModule } from '../worker/worker.module.ts';
import { loggerOptions } from './logger.ts';

/** The whole server: every room, for every role. */
@Module({})
export class AppModule {
  static with(config: ServerConfig, pool: Pool): DynamicModule {
    return {
      module: AppModule,
      imports: [
        LoggerModule.forRoot(loggerOptions(config.logLevel)),
        ConfigModule.with(config),
        DatabaseModule.with(config.databaseUrl, pool),
        HttpModule,
        AuditModule,
        PeopleModule,
        CatalogueModule,
        ConnectionsModule,
        RegistrationsModule,
        FlowsModule,
        RunsModule,
        EventsModule,
        FilesModule,
        WorkerModule,
        AcceptanceModule,
        RepliesModule,
        TriggersModule,
        MappingsModule,
        ChecksModule,
        StreamModule,
      ],
    };
  }
}
