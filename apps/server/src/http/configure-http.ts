import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppError } from '@millrace/model';
import type { ServerConfig } from '../config/config.token.ts';
import type { NextFunction, Request, Response } from 'express';
import { compressAnswers } from './compress-answers.ts';
import { serveEditor } from './editor-files.ts';
import { pathOf } from './id.ts';
import { jsonOnly, notStored, securityHeaders } from './headers.ts';
import { API_PREFIX, isRoutePath, OUTSIDE_PREFIX } from './paths.ts';
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
  app.setGlobalPrefix(API_PREFIX, {
    exclude: OUTSIDE_PREFIX.flatMap((path) => [path, `${path}/*file`]),
  });
  app.use(discardUnread);
  app.use(securityHeaders);
  if (config.editorDir !== undefined) serveEditor(app, config.editorDir);
  app.use(compressAnswers);
  app.use(notStored);
  app.use(jsonOnly);
  app.use(refuseUnknown);
  app.use(lastResort(app.get(ProblemFilter)));
}

/**
 * Nest's filters see only what happens below the API's prefix, and not what goes wrong with their
 * own answers. Express would answer that itself, and throw outside of any request when the headers
 * that are set cannot be sent. Once they are sent, all it does is cut the connection.
 */
function lastResort(problems: ProblemFilter) {
  return (error: unknown, request: Request, response: Response, next: NextFunction): void => {
    if (response.headersSent) {
      next(error);
      return;
    }
    try {
      problems.answer(error, request, response);
    } catch {
      response.destroy();
    }
  };
}

function refuseUnknown(request: Request, _response: Response, next: NextFunction): void {
  const { method, originalUrl } = request;
  const path = pathOf(originalUrl);
  next(isRoutePath(path) ? undefined : new AppError('ROUTE_NOT_FOUND', { method, path }));
}
