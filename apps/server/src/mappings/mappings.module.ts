import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.ts';
import { EventsModule } from '../events/events.module.ts';
import { FlowsModule } from '../flows/flows.module.ts';
import { MappingController } from './mapping.controller.ts';
import { MappingPreview } from './mapping-preview.service.ts';

@Module({
  imports: [CatalogueModule, EventsModule, FlowsModule],
  controllers: [MappingController],
  providers: [MappingPreview],
})
export class MappingsModule {}
