import type { NestApplicationOptions } from '@nestjs/common';
import { NestApplicationContextOptions } from '@nestjs/common/interfaces/nest-application-context-options.interface.js';

/** The options of an application that `configureHttp` is going to complete. */
export function applicationOptions(
  logging: Pick<NestApplicationOptions, 'bufferLogs' | 'logger'>,
): NestApplicationOptions {
  return Object.assign(new NestApplicationContextOptions(), logging, {
    bodyParser: false,
    abortOnError: false,
  });
}
