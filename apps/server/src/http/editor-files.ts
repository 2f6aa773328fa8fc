import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { pathOf } from './id.ts';

const YEAR = 'public, max-age=31536000, immutable';

/** Paths the editor has no page at; what is missing there is a plain 404. */
const NOT_PAGES = /^\/(api|hooks|assets)(\/|$)|^\/(healthz|readyz)$/;

/**
 * Serves the built editor. Its hashed assets are kept for a year, everything else is asked for
 * again; a path without a file is one of the editor's own pages.
 */
export function serveEditor(app: NestExpressApplication, dir: string): void {
  app.useStaticAssets(dir, {
    index: false,
    redirect: false,
    setHeaders: (response: Response, file: string) => {
      const hashed = file.startsWith(join(dir, 'assets'));
      response.setHeader('Cache-Control', hashed ? YEAR : 'no-cache');
    },
  });
  app.use((request: Request, response: Response, next: NextFunction) => {
    const isPage = request.method === 'GET' || request.method === 'HEAD';
    if (!isPage || NOT_PAGES.test(pathOf(request.originalUrl))) {
      next();
      return;
    }
    response.setHeader('Cache-Control', 'no-cache');
    response.sendFile(join(dir, 'index.html'), { dotfiles: 'allow' }, (error?: Error) => {
      if (error !== undefined) next(error);
    });
  });
}
