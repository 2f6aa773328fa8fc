import { createHmac } from 'node:crypto';
import type { NameFile } from './event-data.ts';
import type { StoredEvent } from './event.ts';

/**
 * Where the bytes of a file are: a place in the body of an event, its content codings undone, or a
 * row of its own.
 */
export type FilePlace = { event: string; offset: number; bytes: number } | { stored: string };

/** 128 bits of a SHA-256 MAC, which are 22 characters. */
const SIGNATURE_BYTES = 16;

/** What the files of an event are called; a thread without the server's services can use it. */
export function fileNamer(key: Uint8Array, event: StoredEvent): NameFile {
  const { workspaceId, id, deliveryId } = event;
  return ({ name, type, offset, bytes }) => ({
    file: signedName(key, workspaceId, { event: deliveryId ?? id, offset, bytes }),
    ...{ name, type, bytes },
  });
}

export function signedName(key: Uint8Array, workspaceId: string, at: FilePlace): string {
  const place =
    'stored' in at ? `s.${at.stored}` : `e.${at.event}.${String(at.offset)}.${String(at.bytes)}`;
  return `${place}.${signature(key, workspaceId, place).toString('base64url')}`;
}

export function signature(key: Uint8Array, workspaceId: string, place: string): Buffer {
  const mac = createHmac('sha256', key).update(`${workspaceId}/${place}`).digest();
  return mac.subarray(0, SIGNATURE_BYTES);
}
