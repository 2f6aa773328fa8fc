import type { NestExpressApplication } from '@nestjs/platform-express';
import type { ServerConfig } from '../config/config.token.ts';
import { serveEditor } from './editor-files.ts';
import { jsonOnly, notStored, securityHeaders } from './headers.ts';
import { API_PREFIX, DOCS_PATH } from './paths.ts';

/**
 * Everything about HTTP that is not a module. Call it once, before `app.init()`, on an application
 * created with `bodyParser: false`.
 */
export function configureHttp(
  app: NestExpressApplication,
  config: Pick<ServerConfig, 'maxBody' | 'editorDir'>,
): void {
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.setGlobalPrefix(API_PREFIX, { exclude: [DOCS_PATH, `${DOCS_PATH}/*file`] });
  app.use(securityHeaders);
  if (config.editorDir !== undefined) serveEditor(app, config.editorDir);
  app.use(notStored);
  app.use(jsonOnly);
  app.useBodyParser('json', { limit: config.maxBody, strict: false });
}
