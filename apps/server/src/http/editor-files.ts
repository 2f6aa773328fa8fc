import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { pathOf } from './id.ts';

const YEAR = 'public, max-age=31536000, immutable';

/** Paths the editor has no page at; what is missing there is a plain 404. */
const NOT_PAGES = /^\/(api|hooks|oauth|assets)(\/|$)|^\/(healthz|readyz)$/;

/** The endings that the build gives to compressed files, by encoding; the smaller first. */
const ENDINGS = { br: '.br', gzip: '.gz' } as const;
const ENCODINGS = ['br', 'gzip'] as const;
const COMPRESSED = /\.(br|gz)$/;

/**
 * Serves the built editor. Its hashed assets are kept for a year, everything else is asked for
 * again; a path without a file is one of the editor's own pages. Where the build left a compressed
 * file beside one, who takes it gets that; each form has an ETag and ranges of its own.
 */
export function serveEditor(app: NestExpressApplication, dir: string): void {
  const files = filesOf(dir);
  app.use((request: Request, response: Response, next: NextFunction) => {
    const path = request.method === 'GET' || request.method === 'HEAD' ? fileFor(request) : '';
    if (!isFile(path)) {
      next();
      return;
    }
    const hashed = path.startsWith('/assets/');
    response.setHeader('Cache-Control', hashed ? YEAR : 'no-cache');
    const ending = encode(request, response, path);
    // The type is the file's own, whatever it is compressed with.
    response.type(path.slice(path.lastIndexOf('.')));
    response.sendFile(join(dir, path + ending), { dotfiles: 'allow' }, (error?: Error) => {
      if (error !== undefined) next(error);
    });
  });

  function fileFor(request: Request): string {
    const path = decoded(pathOf(request.originalUrl));
    return isFile(path) || NOT_PAGES.test(path) ? path : '/index.html';
  }

  function isFile(path: string): boolean {
    return files.has(path) && !COMPRESSED.test(path);
  }

  /** The ending of the form of a file that is sent. */
  function encode(request: Request, response: Response, path: string): string {
    const forms = ENCODINGS.filter((encoding) => files.has(path + ENDINGS[encoding]));
    if (forms.length === 0) return '';
    response.vary('Accept-Encoding');
    const encoding = forms.find((form) => request.acceptsEncodings(form) === form);
    if (encoding === undefined) return '';
    response.setHeader('Content-Encoding', encoding);
    return ENDINGS[encoding];
  }
}

/** Every file of a directory, as a path of a URL. They do not change while the server runs. */
function filesOf(dir: string): ReadonlySet<string> {
  return new Set(
    readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(
        (entry) => `/${relative(dir, join(entry.parentPath, entry.name)).replaceAll('\\', '/')}`,
      ),
  );
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
