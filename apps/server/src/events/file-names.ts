import { createHmac, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type ServerConfig } from '../config/config.token.ts';

/**
 * Where the bytes of a file are: a place in the body of an event, its content codings undone, or a
 * row of its own.
 */
export type FilePlace = { event: string; offset: number; bytes: number } | { stored: string };

/** `e.<event>.<offset>.<bytes>.<signature>`, or `s.<id>.<signature>` for one with a row of its own. */
const NAME = /^(e\.([\da-f-]{36})\.(\d{1,12})\.(\d{1,12})|s\.([\da-f-]{36}))\.([\w-]{22})$/;

/** 128 bits of a SHA-256 MAC, which are 22 characters. */
const SIGNATURE_BYTES = 16;

/**
 * Names of files. A name is data: it passes through mappings and anybody may send one, so it opens
 * a file only with the signature of this installation, for the workspace it was made for.
 */
@Injectable()
export class FileNames {
  private readonly key: Buffer;

  constructor(@Inject(CONFIG) config: ServerConfig) {
    // A key of its own: what is signed here can never be taken for anything else.
    this.key = createHmac('sha256', config.encryptionKey).update('millrace file names').digest();
  }

  name(workspaceId: string, at: FilePlace): string {
    const place =
      'stored' in at ? `s.${at.stored}` : `e.${at.event}.${String(at.offset)}.${String(at.bytes)}`;
    return `${place}.${this.sign(workspaceId, place).toString('base64url')}`;
  }

  /** Where the file is; undefined when the name was not made here for this workspace. */
  place(workspaceId: string, name: string): FilePlace | undefined {
    const [, place = '', event = '', offset, bytes, stored, signature = ''] = NAME.exec(name) ?? [];
    const given = Buffer.from(signature, 'base64url');
    const wanted = this.sign(workspaceId, place);
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
    if (stored !== undefined) return { stored };
    return { event, offset: Number(offset), bytes: Number(bytes) };
  }

  private sign(workspaceId: string, place: string): Buffer {
    const mac = createHmac('sha256', this.key).update(`${workspaceId}/${place}`).digest();
    return mac.subarray(0, SIGNATURE_BYTES);
  }
}
