import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppError } from '@millrace/model';
import type { ServerConfig } from '../config/config.token.ts';
import type { NextFunction, Request, Response } from 'express';
import { serveEditor } from './editor-files.ts';
import { pathOf } from './id.ts';
import { jsonOnly, notStored, securityHeaders } from './headers.ts';
import { API_PREFIX, DOCS_PATH, isRoutePath } from './paths.ts';
import { ProblemFilter } from './problem.filter.ts';
import { discardUnread } from './unread-body.ts';

/**
 * Everything about HTTP that is not a module. Call it once, before `app.init()`, on an application
 * created with `bodyParser: false`.
 */
export function configureHttp(
  app: NestExpressApplication,
  config: Pick<ServerConfig, 'editorDir'>,
): void {
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.setGlobalPrefix(API_PREFIX, { exclude: [DOCS_PATH, `${DOCS_PATH}/*file`] });
  app.use(discardUnread);
  app.use(securityHeaders);
  if (config.editorDir !== undefined) serveEditor(app, config.editorDir);
  app.use(notStored);
  app.use(jsonOnly);
  app.use(refuseUnknown);
  // Nest's filters see only what happens below the API's prefix.
  const problems = app.get(ProblemFilter);
  app.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) next(error);
    else problems.answer(error, request, response);
  });
}

function refuseUnknown(request: Request, _response: Response, next: NextFunction): void {
  const { method, originalUrl } = request;
  const path = pathOf(originalUrl);
  next(isRoutePath(path) ? undefined : new AppError('ROUTE_NOT_FOUND', { method, path }));
}
