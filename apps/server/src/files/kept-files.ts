import { Inject, Injectable } from '@nestjs/common';
import type { FileHandle } from '@millrace/model';
import type { FileContent, FileRoom } from '@millrace/connector-kit';
import type { FileRooms } from '../catalogue/file-rooms.token.ts';
import { FileService } from './file.service.ts';

/** The files of a workspace, as actions see them. */
@Injectable()
export class KeptFiles implements FileRooms {
  constructor(@Inject(FileService) private readonly files: FileService) {}

  of(workspaceId: string, runId: string | undefined): FileRoom {
    return {
      save: (file: FileContent): Promise<FileHandle> => this.files.save(workspaceId, runId, file),
      open: ({ file }: FileHandle): Promise<FileContent> => this.files.open(workspaceId, file),
    };
  }
}
