import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.ts';
import { EventsModule } from '../events/events.module.ts';
import { FlowsModule } from '../flows/flows.module.ts';
import { CheckController } from './check.controller.ts';
import { CheckService } from './check.service.ts';

@Module({
  imports: [CatalogueModule, EventsModule, FlowsModule],
  controllers: [CheckController],
  providers: [CheckService],
})
export class ChecksModule {}
