import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ActivityModule } from '../activity/activity.module.ts';
import { CatalogueModule } from '../catalogue/catalogue.module.ts';
import { ConnectorUsage } from '../catalogue/own/connector-usage.ts';
import { ConnectionUsage } from '../connections/connection-usage.ts';
import { ConnectionsModule } from '../connections/connections.module.ts';
import { RegistrationsModule } from '../registrations/registrations.module.ts';
import { StreamModule } from '../stream/stream.module.ts';
import { ConnectionUses } from './connection-uses.ts';
import { FlowActions } from './flow-actions.service.ts';
import { FlowChecks } from './flow-checks.ts';
import { FlowRegistrationController } from './flow-registration.controller.ts';
import { FlowController } from './flow.controller.ts';
import { FlowDocuments } from './flow-documents.ts';
import { FlowEntity } from './flow.entity.ts';
import { FlowListService } from './flow-list.service.ts';
import { FlowService } from './flow.service.ts';
import { FlowStore } from './flow.store.ts';
import { FlowUpgrades } from './flow-upgrades.service.ts';
import { PinOlder } from './pin-older.ts';
import { FlowVersionEntity } from './flow-version.entity.ts';

@Module({
  imports: [
    TypeOrmModule.forFeature([FlowEntity, FlowVersionEntity]),
    CatalogueModule,
    ConnectionsModule,
    ActivityModule,
    RegistrationsModule,
    StreamModule,
  ],
  controllers: [FlowController, FlowRegistrationController],
  providers: [
    FlowStore,
    FlowDocuments,
    FlowService,
    FlowListService,
    FlowChecks,
    FlowActions,
    FlowUpgrades,
    PinOlder,
    ConnectionUses,
  ],
  exports: [FlowService, FlowDocuments, FlowActions],
})
export class FlowsModule implements OnModuleInit {
  constructor(
    @Inject(ConnectionUsage) private readonly usage: ConnectionUsage,
    @Inject(FlowService) private readonly flows: FlowService,
    @Inject(ConnectorUsage) private readonly connectors: ConnectorUsage,
    @Inject(ConnectionUses) private readonly uses: ConnectionUses,
  ) {}

  /** Connections and connectors do not know flows; they ask through this who uses them. */
  onModuleInit(): void {
    this.connectors.register('flow', (workspace, id) => this.uses.ofConnector(workspace, id));
    this.usage.register({ usedBy: (workspace, names) => this.flows.usersOf(workspace, names) });
  }
}
