import { buildStale } from './build-stale.js';

await buildStale(['server', 'editor']);
