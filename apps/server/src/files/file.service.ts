import {
  inflate,
  kindOfType,
  labelOfFile,
  LOOK_BACK,
  parseContentType,
  readBody,
  type FileSlice,
} from '@millrace/bodies';
import { Inject, Injectable } from '@nestjs/common';
import { AppError, isAppError, type FileHandle } from '@millrace/model';
import type { FileContent } from '@millrace/connector-kit';
import { CONFIG, type ServerConfig } from '../config/config.token.ts';
import { uuid7 } from '../database/uuid7.ts';
import { contentEncodingOf, contentTypeOf } from '../events/event-data.ts';
import { EventService } from '../events/event.service.ts';
import type { EventHead, StoredEvent } from '../events/event.ts';
import { FileNames, type FilePlace } from '../events/file-names.ts';
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
    @Inject(CONFIG) private readonly config: Pick<ServerConfig, 'maxBody'>,
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
    try {
      const head = await this.events.head(workspaceId, place.event);
      const sliced = await this.slice(workspaceId, place, head);
      return sliced ?? (await this.unpacked(workspaceId, place, head));
    } catch (error) {
      if (!isAppError(error)) throw error;
      throw new AppError('FILE_NOT_FOUND', {}, { cause: error });
    }
  }

  /**
   * Reads no more of the event than the file and the headers before it. Undefined where the file is no
   * part of the bytes as they are stored, and where its headers are not found.
   */
  private async slice(
    workspaceId: string,
    { event, offset, bytes }: EventPlace,
    { headers, size }: EventHead,
  ): Promise<OpenFile | undefined> {
    const type = parseContentType(contentTypeOf(headers));
    if (isPacked(headers) || kindOfType(type) !== 'multipart') return undefined;
    const from = Math.max(0, offset - LOOK_BACK);
    if (offset === 0 || offset + bytes > size) return undefined;
    const before = { offset: from, bytes: offset - from };
    const label = labelOfFile(await this.events.slice(workspaceId, event, before), type?.boundary);
    if (label === undefined) return undefined;
    const content = await this.events.slice(workspaceId, event, { offset, bytes });
    return { name: label.name, type: label.type, bytes: content };
  }

  /** Reads the whole event, and keeps of it what is asked for. */
  private async unpacked(
    workspaceId: string,
    { event: id, offset, bytes }: EventPlace,
    { headers, size }: EventHead,
  ): Promise<OpenFile> {
    const stored = await this.events.slice(workspaceId, id, { offset: 0, bytes: size });
    const body = await inflate({
      bytes: stored,
      contentEncoding: contentEncodingOf(headers),
      limit: this.config.maxBody,
    });
    if (!body.ok) throw new AppError('FILE_NOT_FOUND');
    const slice = slicesOf(headers, body.bytes).find(
      (one) => one.offset === offset && one.bytes === bytes,
    );
    if (slice === undefined) throw new AppError('FILE_NOT_FOUND');
    const content = body.bytes.subarray(offset, offset + bytes);
    // A part of a buffer keeps all of it in memory.
    const own = content.length === body.bytes.length ? content : Buffer.from(content);
    return { name: slice.name, type: slice.type, bytes: own };
  }
}

type EventPlace = Extract<FilePlace, { event: string }>;

/** True when the bytes as stored are not those that places are in. */
function isPacked(headers: StoredEvent['headers']): boolean {
  return contentEncodingOf(headers) !== undefined;
}

/** The files of an event, as whoever made their names saw them. */
function slicesOf(headers: StoredEvent['headers'], bytes: Buffer): FileSlice[] {
  const slices: FileSlice[] = [];
  const file = (slice: FileSlice): null => {
    slices.push(slice);
    return null;
  };
  readBody({ bytes, contentType: contentTypeOf(headers), file });
  return slices;
}
