import { compilePath } from '../path/compiled-path.ts';

/** True for a path that can be read. */
export function compiles(path: string): boolean {
  try {
    compilePath(path);
    return true;
  } catch {
    return false;
  }
}
