import { fileNameSchema } from '@millrace/model';
import { Controller, Get, Inject, Param, Res, StreamableFile } from '@nestjs/common';
import type { Response } from 'express';
import type { Actor } from '../access/actor.ts';
import { Caller } from '../http/caller.ts';
import { Describe } from '../http/describe.ts';
import { LeastRole } from '../http/least-role.ts';
import { FileService } from './file.service.ts';

/** Types that no browser runs or renders as a page; any other file goes out as bytes. */
const HARMLESS =
  /^(image\/(png|jpeg|gif|webp|avif)|audio\/[\w.+-]+|video\/[\w.+-]+|text\/(plain|csv)|application\/(pdf|json|zip))$/;

/** The bytes that file handles stand for. A stranger wrote them, so they are only ever saved. */
@Controller('files')
export class FileController {
  constructor(@Inject(FileService) private readonly files: FileService) {}

  @Get(':file')
  @LeastRole('viewer')
  @Describe({ summary: 'The bytes of a file, by the "file" of its handle', file: true })
  async get(
    @Caller() caller: Actor,
    @Param('file', { schema: fileNameSchema }) file: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StreamableFile> {
    const { name, type, bytes } = await this.files.open(caller.workspaceId, file);
    response.setHeader('Content-Security-Policy', 'sandbox');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    return new StreamableFile(bytes, {
      type: HARMLESS.test(type) ? type : 'application/octet-stream',
      disposition: attachment(name),
      length: bytes.length,
    });
  }
}

/** RFC 6266 with RFC 8187: the name in UTF-8, percent-encoded whatever it holds. */
function attachment(name: string): string {
  const encoded = encodeURIComponent(name.slice(0, 200).toWellFormed()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename*=UTF-8''${encoded}`;
}
