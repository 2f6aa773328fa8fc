import type { Params } from 'nestjs-pino';
import type { LogLevel } from '../config/config.ts';

/** Headers and fields whose values are credentials. */
const SECRETS = [
  'req.headers.authorization',
  'req.headers.cookie',
  'res.headers["set-cookie"]',
  '*.password',
  '*.api_key',
];

/** JSON lines on standard output. Requests are logged at debug: a healthy server is quiet. */
export function loggerOptions(level: LogLevel): Params {
  return {
    pinoHttp: {
      level,
      redact: { paths: SECRETS, censor: '[hidden]' },
      customLogLevel: (_request, response) => (response.statusCode >= 500 ? 'error' : 'debug'),
      serializers: {
        req: (request: { method: string; url: string }) => ({
          method: request.method,
          path: request.url.split('?', 1)[0],
        }),
      },
    },
  };
}
