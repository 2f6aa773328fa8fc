import { Module } from '@nestjs/common';
import { MappingController } from './mapping.controller.ts';

@Module({ controllers: [MappingController] })
export class MappingsModule {}
