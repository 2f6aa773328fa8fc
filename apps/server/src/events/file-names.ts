import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type ServerConfig } from '../config/config.token.ts';
import { signature, signedName, type FilePlace } from './name-files.ts';

export type { FilePlace } from './name-files.ts';

/** `e.<event>.<offset>.<bytes>.<signature>`, or `s.<id>.<signature>` for one with a row of its own. */
const NAME = /^(e\.([\da-f-]{36})\.(\d{1,12})\.(\d{1,12})|s\.([\da-f-]{36}))\.([\w-]{22})$/;

/**
 * Names of files. A name is data: it passes through mappings and anybody may send one, so it opens
 * a file only with the signature of this installation, for the workspace it was made for.
 */
@Injectable()
export class FileNames {
  /** For threads that name files by themselves. */
  readonly key: Buffer;

  constructor(@Inject(CONFIG) config: ServerConfig) {
    this.key = config.filesKey;
  }

  name(workspaceId: string, at: FilePlace): string {
    return signedName(this.key, workspaceId, at);
  }

  /** Where the file is; undefined when the name was not made here for this workspace. */
  place(workspaceId: string, name: string): FilePlace | undefined {
    const [, place = '', event = '', offset, bytes, stored, signed = ''] = NAME.exec(name) ?? [];
    const given = Buffer.from(signed, 'base64url');
    const wanted = signature(this.key, workspaceId, place);
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
    if (stored !== undefined) return { stored };
    return { event, offset: Number(offset), bytes: Number(bytes) };
  }
}
