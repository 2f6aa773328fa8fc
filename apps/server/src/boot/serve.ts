import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isAppError } from '@millrace/model';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { Logger } from 'nestjs-pino';
import { AppModule } from './app.module.ts';
import { openDatabase, type OpenDatabase } from './database.ts';
import { Listener } from './listener.ts';
import type { Config } from '../config/config.ts';
import type { ServerConfig } from '../config/config.token.ts';
import { RunAnswers } from '../replies/run-answers.ts';
import { createHookHandler } from '../triggers/webhook/hook-handler.ts';
import { WebhookService } from '../triggers/webhook/webhook.service.ts';
import { applicationOptions } from '../http/application-options.ts';
import { loggable } from '../http/loggable.ts';
import { configureHttp } from '../http/configure-http.ts';
import { Maintenance } from '../database/maintenance.ts';
import { OwnerBootstrap } from '../people/owner-bootstrap.ts';
import { RegistrationWorker } from '../registrations/registration-worker.ts';
import { ReplayRunner } from '../runs/replay-runner.ts';
import { ChangeFeed } from '../stream/change-feed.ts';
import { OpenStreams } from '../stream/open-streams.ts';
import { WorkerService } from '../worker/worker.service.ts';

/** A running server. */
export interface RunningServer {
  /** The port it listens on; differs from the setting only when that was 0. */
  port: number;
  publicUrl: string;
  stop(): Promise<void>;
}

/** Requests under way get this long when the server stops. */
const CLOSE_MS = 8_000;

/** Starts every role of the configuration in this process. Throws an AppError that names the fix. */
export async function serve(config: Config): Promise<RunningServer> {
  const listener = new Listener();
  const port = await listener.listen(config.port, config.host);
  let database: OpenDatabase | undefined;
  try {
    const publicUrl = config.port === 0 ? withPort(config.publicUrl, port) : config.publicUrl;
    const hooksUrl = config.hooksUrl === config.publicUrl ? publicUrl : config.hooksUrl;
    database = await openDatabase({ ...config, port, publicUrl, hooksUrl }, () => undefined);
    const app = await startApp(listener, database);
    return { port, publicUrl, stop: () => stopAll(listener, app, database) };
  } catch (error) {
    await listener.close(0);
    await database?.close();
    throw error;
  }
}

/** What has to be stopped, in two parts. */
interface RunningApp {
  /** Takes no more runs; resolves when those under way have ended or their leases are released. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

async function startApp(listener: Listener, database: OpenDatabase): Promise<RunningApp> {
  const config: ServerConfig = { ...database.config, editorDir: editorDir() };
  const app = await NestFactory.create<NestExpressApplication>(
    AppModule.with(config, database.pool),
    new ExpressAdapter(),
    applicationOptions({ logger: ['fatal', 'error', 'warn'] }),
  );
  const logger = app.get(Logger);
  configureHttp(app, config);
  await app.init();
  app.useLogger(logger);
  for (const { setting, value } of database.report.unsafe) {
    logger.warn(`The database runs with ${setting} = ${value}: acknowledged events can be lost.`);
  }
  if (database.newKey) {
    logger.warn('A new encryption key was accepted: enter the credentials of connections again.');
  }
  await app.get(OwnerBootstrap).ensure();
  await app.get(ChangeFeed).open();
  app.get(Maintenance).start();
  if (config.embedded) await app.get(WorkerService).expireAll();
  if (config.roles.has('worker')) {
    app.get(WorkerService).start();
    app.get(ReplayRunner).start();
    app.get(RegistrationWorker).start();
  }
  listener.open({
    hooks: config.roles.has('intake') ? hookHandler(app, config, logger) : undefined,
    api: config.roles.has('api') ? app.getHttpAdapter().getInstance() : undefined,
    checkReady: async () => {
      await database.pool.query('SELECT 1');
    },
    onFault: (error) => logger.error({ err: loggable(error) }, 'Answering a request failed'),
  });
  return {
    drain: async () => {
      app.get(OpenStreams).endAll();
      await app.get(ReplayRunner).stop();
      await app.get(RegistrationWorker).stop();
      await app.get(WorkerService).drain();
    },
    close: async () => {
      app.get(Maintenance).stop();
      await app.get(ChangeFeed).close();
      await app.close();
    },
  };
}

/** What the platform does wrong comes in floods: one line of each kind in this time says it. */
const REPORT_MS = 5_000;

function hookHandler(app: NestExpressApplication, config: ServerConfig, logger: Logger) {
  const reported = new Map<string, number>();
  let aborted = 0;
  return createHookHandler({
    webhooks: app.get(WebhookService),
    replies: app.get(RunAnswers),
    maxBody: config.maxBody,
    onAborted: () => {
      aborted += 1;
      logger.debug({ aborted }, 'A sender went away before its body was whole');
    },
    onError: (error, id) => {
      const kind = isAppError(error) ? error.code : 'INTERNAL';
      const now = performance.now();
      if (kind !== 'INTERNAL' && now - (reported.get(kind) ?? -REPORT_MS) < REPORT_MS) return;
      reported.set(kind, now);
      logger.error({ err: error, errorId: id }, 'A trigger URL failed');
    },
  });
}

async function stopAll(
  listener: Listener,
  app: RunningApp,
  database: OpenDatabase | undefined,
): Promise<void> {
  await Promise.all([listener.close(CLOSE_MS), app.drain()]);
  await app.close();
  await database?.close();
}

/** The built editor stands beside the built server, in a checkout as in the image. */
function editorDir(): string | undefined {
  const dir = join(import.meta.dirname, '..', '..', 'editor', 'dist');
  return existsSync(join(dir, 'index.html')) ? dir : undefined;
}

function withPort(publicUrl: string, port: number): string {
  const url = new URL(publicUrl);
  url.port = String(port);
  return url.href.replace(/\/+$/, '');
}
