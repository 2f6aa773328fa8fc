import { stepText } from '../path/path-text.ts';
import type { DataSchema } from '../schema/data-schema.ts';
import { writtenPath } from '../schema/read-schema.ts';
import { compiles } from './compiles.ts';
import { readPath } from './infer-mapping.ts';
import { nearestPath } from './nearest-path.ts';

/** What people leave out or put in, and how it is put right. */
const REPAIRS: readonly ((path: string) => string)[] = [
  (path) => path.replace(/\.+$/, ''),
  (path) => `${path}]`,
  (path) => path.replaceAll(/\.{2,}/g, '.'),
  (path) => path.replaceAll(/\[([A-Za-z_][\w -]*)\]/g, (_, name: string) => stepText(name)),
  (path) => path.replaceAll(/\.\[/g, '['),
  (path) => path.replaceAll(/\.(\d+)(?=[.[]|$)/g, '[$1]'),
  (path) =>
    path.replaceAll(/\.([^.[\]'"*]*[^.[\]'"*\w][^.[\]'"*]*)/g, (_, name: string) =>
      stepText(name.trim()),
    ),
  (path) => path.replaceAll(/[“”„]/g, '"').replaceAll(/[‘’]/g, "'"),
  (path) => path.trim(),
];

/** The path that one which cannot be read was most likely meant to be: one that finds something. */
export function repairedPath(path: string, scope: DataSchema): string | undefined {
  for (const repair of REPAIRS) {
    const repaired = repair(path);
    const reading =
      repaired === path || !compiles(repaired) ? undefined : readPath(scope, repaired);
    if (reading === undefined) continue;
    if (reading.share > 0 && reading.end === undefined) return repaired;
    const meant = reading.end && nearestPath(scope, reading.end);
    if (meant !== undefined) return writtenPath(meant);
  }
  return undefined;
}
