import type { IncomingMessage } from 'node:http';
import { AppError } from '@millrace/model';

/**
 * The whole body, at most `limit` bytes. Throws BODY_TOO_LARGE at once when the length is announced,
 * otherwise as soon as the limit is passed; what follows is not kept.
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limit) {
    throw new AppError('BODY_TOO_LARGE', { limit });
  }
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        request.pause();
        request.removeAllListeners('data');
        reject(new AppError('BODY_TOO_LARGE', { limit }));
      } else chunks.push(chunk);
    });
    request.once('end', () => resolve(Buffer.concat(chunks, size)));
    request.once('error', reject);
    request.once('close', () => {
      if (!request.complete) reject(new AppError('BODY_TIMEOUT'));
    });
  });
}
