import { fillHistory } from './fill-history.ts';
import { growth } from './growth.ts';
import { say, type TurnOptions } from './turns.ts';

/** Throughput beside stored runs, with all their events and attempts. */
export function stored(levels: readonly number[], options: TurnOptions): Promise<void> {
  let filled = 0;
  return growth('stored runs', levels, options, async (side, level) => {
    if (level <= filled) return;
    const began = Date.now();
    await fillHistory(side, filled, level);
    filled = level;
    const { rows } = await side.database.query<{ size: string }>(
      'SELECT pg_size_pretty(pg_database_size(current_database())) AS size',
    );
    const seconds = ((Date.now() - began) / 1000).toFixed(0);
    say(`${side.name} filled in ${seconds} s; the database takes ${rows[0]?.size}`);
  });
}
