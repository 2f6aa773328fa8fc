import type { NextFunction, Request, Response } from 'express';

/** What is left of a body that nobody wants is read and thrown away up to this, then cut off. */
const MOST_DISCARDED = 32 * 1024 * 1024;
const DISCARD_MS = 10_000;

/**
 * Lets a sender read its answer although its body was refused: cutting the connection while it
 * still sends would destroy the answer with it.
 */
export function discardUnread(request: Request, response: Response, next: NextFunction): void {
  response.once('finish', () => {
    if (request.complete || request.destroyed) return;
    let left = MOST_DISCARDED;
    const timer = setTimeout(() => request.destroy(), DISCARD_MS);
    request.once('close', () => clearTimeout(timer));
    request.on('data', (chunk: Buffer) => {
      left -= chunk.length;
      if (left < 0) request.destroy();
    });
    request.resume();
  });
  next();
}
