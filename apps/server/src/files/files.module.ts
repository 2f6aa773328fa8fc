import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.ts';
import { FileController } from './file.controller.ts';
import { FILE_ROOMS } from '../catalogue/file-rooms.token.ts';
import { FileService } from './file.service.ts';
import { FileStore } from './file.store.ts';
import { KeptFiles } from './kept-files.ts';

@Module({
  imports: [EventsModule],
  controllers: [FileController],
  providers: [FileService, FileStore, { provide: FILE_ROOMS, useClass: KeptFiles }],
  exports: [FILE_ROOMS],
})
export class FilesModule {}
