import { enableCompileCache } from 'node:module';
import { buildStale } from './build-stale.js';

/*
 * The command line of a checkout: builds what is stale, then goes on in this process, so that
 * Ctrl-C reaches the server directly.
 */
buildStale(process.argv[2] === 'serve' ? ['server', 'editor'] : ['server']);
enableCompileCache();
await import('../apps/server/dist/main.js');
