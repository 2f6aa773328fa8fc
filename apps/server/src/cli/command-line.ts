import { AppError } from '@millrace/model';
import { Command } from 'commander';
import type { ClientOptions } from './api-client.ts';
import { print } from './print.ts';
import { VERSION } from './version.ts';

/**
 * The `millrace` command. Each subcommand loads its own code, so that `apply` does not pay for the
 * server.
 */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  const program = new Command('millrace')
    .description('Self-hosted, no-code integration automation')
    .version(VERSION);
  addServe(program);
  addFlowCommands(program);
  addConnectorCommands(program);
  addToken(program);
  addKeys(program);
  addBench(program);
  program
    .command('version')
    .description('Print the version')
    .action(() => print(VERSION));
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    report(error);
    process.exitCode = 1;
  }
}

function addServe(program: Command): void {
  program
    .command('serve', { isDefault: true })
    .description('Start the server')
    .option('--roles <list>', 'any of api,intake,worker (default: all)')
    .action(async (options: { roles?: string }) => {
      const { serveCommand } = await import('./serve.command.ts');
      await serveCommand(options.roles);
    });
}

function addFlowCommands(program: Command): void {
  program
    .command('apply')
    .description('Create or update flows from YAML or JSON files')
    .argument('<file...>', 'flow documents')
    .option('--publish', 'make them live')
    .option('--url <url>', 'address of the server')
    .option('--key <key>', 'API key (default: MILLRACE_API_KEY)')
    .action(async (files: string[], options: ClientOptions & { publish?: boolean }) => {
      const { applyCommand } = await import('./apply.command.ts');
      await applyCommand(files, options);
    });
  program
    .command('export')
    .description('Print flows as YAML')
    .argument('[flow...]', 'names or ids (default: all)')
    .option('--url <url>', 'address of the server')
    .option('--key <key>', 'API key (default: MILLRACE_API_KEY)')
    .action(async (flows: string[], options: ClientOptions) => {
      const { exportCommand } = await import('./export.command.ts');
      await exportCommand(flows, options);
    });
}

function addConnectorCommands(program: Command): void {
  const connector = program
    .command('connector')
    .description('Connectors that the workspace makes itself');
  connector
    .command('check')
    .description('Say what is wrong with the manifests of YAML or JSON files')
    .argument('<file...>', 'manifests')
    .option('--url <url>', 'address of the server')
    .option('--key <key>', 'API key (default: MILLRACE_API_KEY)')
    .action(async (files: string[], options: ClientOptions) => {
      const { checkConnectorsCommand } = await import('./connector.command.ts');
      await checkConnectorsCommand(files, options);
    });
  connector
    .command('apply')
    .description('Create connectors, or their next versions, from YAML or JSON files')
    .argument('<file...>', 'manifests')
    .option('--url <url>', 'address of the server')
    .option('--key <key>', 'API key (default: MILLRACE_API_KEY)')
    .action(async (files: string[], options: ClientOptions) => {
      const { applyConnectorsCommand } = await import('./connector.command.ts');
      await applyConnectorsCommand(files, options);
    });
  connector
    .command('export')
    .description('Print a connector of the workspace as YAML')
    .argument('<id>', 'its id')
    .option('--url <url>', 'address of the server')
    .option('--key <key>', 'API key (default: MILLRACE_API_KEY)')
    .action(async (id: string, options: ClientOptions) => {
      const { exportConnectorCommand } = await import('./connector.command.ts');
      await exportConnectorCommand(id, options);
    });
}

function addToken(program: Command): void {
  program
    .command('token')
    .description('Make an API key; signs in with MILLRACE_OWNER_EMAIL and MILLRACE_OWNER_PASSWORD')
    .option('--name <name>', 'what it is for', 'command line')
    .option('--email <address>', 'sign in as (default: MILLRACE_OWNER_EMAIL)')
    .option('--url <url>', 'address of the server')
    .action(async (options: { name: string; email?: string; url?: string }) => {
      const { tokenCommand } = await import('./token.command.ts');
      await tokenCommand(options);
    });
}

function addKeys(program: Command): void {
  const keys = program.command('keys').description('The encryption key of stored credentials');
  keys
    .command('rotate')
    .description(
      'Encrypt everything anew with MILLRACE_ENCRYPTION_KEY, or a new key in the data directory',
    )
    .action(async () => {
      const { keysRotateCommand } = await import('./keys-rotate.command.ts');
      await keysRotateCommand();
    });
}

function addBench(program: Command): void {
  program
    .command('bench')
    .description('Measure this checkout beside the least that keeps every order')
    .argument('[arguments...]', 'a scenario and its options (see docs/benchmark.md)')
    .allowUnknownOption()
    .action(async (args: string[]) => {
      const { benchCommand } = await import('./bench.command.ts');
      await benchCommand(args);
    });
}

function report(error: unknown): void {
  if (error instanceof AppError) {
    process.stderr.write(`\n${error.message}\n${error.hint}\n(${error.code})\n`);
  } else {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? '') : String(error)}\n`);
  }
}
