import { Core1763700000000 } from './0001-core.migration.ts';

/** Every migration, oldest first. Nothing else changes the schema. */
export const MIGRATIONS = [Core1763700000000];
