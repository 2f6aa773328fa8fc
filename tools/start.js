import { enableCompileCache } from 'node:module';
import { buildStale } from './build-stale.js';

/*
 * The command line of a checkout: builds what is stale, then goes on in this process, so that
 * Ctrl-C reaches the server directly.
 */
const serves = process.argv[2] === 'serve';
const built = await buildStale(serves ? ['server', 'editor'] : ['server']);
if (built && serves) process.stderr.write('Starting Millrace and its database …\n');
enableCompileCache();
await import('../apps/server/dist/main.js');
