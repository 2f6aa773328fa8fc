import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.ts';
import { FileController } from './file.controller.ts';
import { FileService } from './file.service.ts';

@Module({
  imports: [EventsModule],
  controllers: [FileController],
  providers: [FileService],
  exports: [FileService],
})
export class FilesModule {}
