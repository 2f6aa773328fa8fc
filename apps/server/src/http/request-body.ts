import type { IncomingMessage } from 'node:http';
import { AppError } from '@millrace/model';
import { SMALL, type Admitted } from './admission.ts';

/**
 * Room for a body whose length is not announced is held in steps of this; past the size of a small
 * body in larger ones, from the part that large bodies share.
 */
const STEP = 64 * 1024;
const LARGE_STEP = 1024 * 1024;

/**
 * The whole body, at most `limit` bytes. Room is held before it is read. Throws BODY_TOO_LARGE
 * as soon as the limit is passed, BODY_TIMEOUT when the sender goes, and OVERLOADED when there is no
 * room.
 */
export async function readBody(
  request: IncomingMessage,
  limit: number,
  admitted: Admitted,
): Promise<Buffer> {
  const announced = request.headers['content-length'];
  if (announced === undefined) return readUnannounced(request, limit, admitted);
  const length = Number(announced);
  if (length > limit) throw new AppError('BODY_TOO_LARGE', { limit });
  await admitted.hold(length);
  return collect(request, limit);
}

/** Chunked bodies: room is taken as they grow, and a small one never waits. */
async function readUnannounced(
  request: IncomingMessage,
  limit: number,
  admitted: Admitted,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  let held = 0;
  try {
    // What is left stays in the request, to be thrown away once it is answered.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      if (!Buffer.isBuffer(chunk)) continue;
      size += chunk.length;
      if (size > limit) throw new AppError('BODY_TOO_LARGE', { limit });
      while (held < size) {
        const step = held + STEP > SMALL ? LARGE_STEP : STEP;
        await admitted.hold(step);
        held += step;
      }
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof AppError ? error : new AppError('BODY_TIMEOUT', {}, { cause: error });
  }
  return Buffer.concat(chunks, size);
}

function collect(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  // The sender left while this waited for room: no further event of the request will come.
  if (request.destroyed) return Promise.reject(new AppError('BODY_TIMEOUT'));
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new AppError('BODY_TIMEOUT'));
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        request.pause();
        request.removeAllListeners('data');
        reject(new AppError('BODY_TOO_LARGE', { limit }));
      } else chunks.push(chunk);
    });
    request.once('end', () => {
      const [only] = chunks;
      resolve(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, size));
    });
    request.once('error', abort);
    request.once('close', () => {
      if (!request.complete) abort();
    });
  });
}
