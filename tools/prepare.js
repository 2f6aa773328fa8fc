import { buildStale } from './build-stale.js';

buildStale(['server', 'editor']);
