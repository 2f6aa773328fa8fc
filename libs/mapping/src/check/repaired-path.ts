import { compilePath } from '../path/compiled-path.ts';
import { stepText } from '../path/path-text.ts';
import type { DataSchema } from '../schema/data-schema.ts';
import { readPath } from './infer-mapping.ts';

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
  return REPAIRS.map((repair) => repair(path)).find((repaired) => {
    if (repaired === path || !compiles(repaired)) return false;
    const reading = readPath(scope, repaired);
    return reading !== undefined && reading.share > 0 && reading.end === undefined;
  });
}

function compiles(path: string): boolean {
  try {
    compilePath(path);
    return true;
  } catch {
    return false;
  }
}
