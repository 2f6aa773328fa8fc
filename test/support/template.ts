import { cleanUp, scratchDir, startMillrace, TEMPLATE } from './millrace.ts';

/**
 * Vitest's global set-up: starts the built server once on a fresh data directory and stops it, so
 * that test servers copy that directory (50 MB) instead of making a database and migrating it,
 * which takes twice as long as all the rest of a start.
 */
export async function setup(): Promise<() => Promise<void>> {
  const dataDir = await scratchDir('millrace-template-');
  const server = await startMillrace({ dataDir, owner: false });
  const code = await server.stop();
  if (code !== 0) throw new Error(`The server ended with ${code}:\n${server.output()}`);
  process.env[TEMPLATE] = dataDir;
  return () => cleanUp(dataDir);
}
