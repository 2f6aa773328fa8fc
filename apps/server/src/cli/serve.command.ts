import { performance } from 'node:perf_hooks';
import { loadConfig, parseRoles } from '../config/config.ts';
import { serve, type RunningServer } from '../boot/serve.ts';
import { print } from './print.ts';

/** Starts the server and keeps it until SIGINT or SIGTERM; a second signal ends at once. */
export async function serveCommand(roles: string | undefined): Promise<void> {
  const config = loadConfig(process.env);
  const server = await serve(
    roles === undefined ? config : { ...config, roles: parseRoles(roles) },
  );
  const seconds = (performance.now() / 1000).toFixed(1);
  print(`Millrace is ready at ${server.publicUrl} (${seconds} s). Stop it with Ctrl-C.`);
  stopOnSignal(server);
}

function stopOnSignal(server: RunningServer): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(130);
    stopping = true;
    print('Stopping …');
    server.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}
