import { inflate, readBody, type FileSlice } from '@millrace/bodies';
import { Inject, Injectable } from '@nestjs/common';
import { AppError, isAppError, type FileHandle } from '@millrace/model';
import type { FileContent } from '@millrace/connector-kit';
import { uuid7 } from '../database/uuid7.ts';
import { contentEncodingOf, contentTypeOf } from '../events/event-data.ts';
import { EventService } from '../events/event.service.ts';
import type { StoredEvent } from '../events/event.ts';
import { FileNames } from '../events/file-names.ts';
import { FileStore } from './file.store.ts';

/** A file with its bytes. */
export interface OpenFile {
  name: string;
  type: string;
  bytes: Buffer;
}

/** Opens what file handles stand for. */
@Injectable()
export class FileService {
  constructor(
    @Inject(EventService) private readonly events: EventService,
    @Inject(FileNames) private readonly names: FileNames,
    @Inject(FileStore) private readonly store: FileStore,
  ) {}

  /**
   * Keeps a file as long as events are kept, and until the run that got it has ended; the handle
   * stands for it in data.
   */
  async save(
    workspaceId: string,
    runId: string | undefined,
    file: FileContent,
  ): Promise<FileHandle> {
    const id = uuid7();
    await this.store.insert({ id, workspaceId, runId }, file);
    return {
      file: this.names.name(workspaceId, { stored: id }),
      name: file.name,
      type: file.type,
      bytes: file.bytes.length,
    };
  }

  /**
   * The file behind the `file` of a handle. Throws FILE_REFUSED for a name that was not made here
   * for this workspace, and FILE_NOT_FOUND when it, or the event it came with, is gone.
   */
  async open(workspaceId: string, file: string): Promise<OpenFile> {
    const place = this.names.place(workspaceId, file);
    if (place === undefined) throw new AppError('FILE_REFUSED');
    if ('stored' in place) {
      const kept = await this.store.get(place.stored, workspaceId);
      if (kept === undefined) throw new AppError('FILE_NOT_FOUND');
      return kept;
    }
    const event = await this.stored(workspaceId, place.event);
    const body = await inflate({
      bytes: event.body,
      contentEncoding: contentEncodingOf(event.headers),
    });
    if (!body.ok) throw new AppError('FILE_NOT_FOUND');
    const { offset, bytes } = place;
    const slice = slicesOf(event, body.bytes).find(
      (one) => one.offset === offset && one.bytes === bytes,
    );
    if (slice === undefined) throw new AppError('FILE_NOT_FOUND');
    const { name, type } = slice;
    return { name, type, bytes: body.bytes.subarray(offset, offset + bytes) };
  }

  private async stored(workspaceId: string, id: string): Promise<StoredEvent> {
    try {
      return await this.events.stored(workspaceId, id);
    } catch (error) {
      if (isAppError(error)) throw new AppError('FILE_NOT_FOUND', {}, { cause: error });
      throw error;
    }
  }
}

/** The files of an event, as whoever made their names saw them. */
function slicesOf(event: StoredEvent, bytes: Buffer): FileSlice[] {
  const slices: FileSlice[] = [];
  const file = (slice: FileSlice): null => {
    slices.push(slice);
    return null;
  };
  readBody({ bytes, contentType: contentTypeOf(event.headers), file });
  return slices;
}
