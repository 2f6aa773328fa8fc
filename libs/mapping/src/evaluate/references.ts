import {
  isJsonObject,
  isLiteralMapping,
  isPathMapping,
  isTemplateMapping,
  type Mapping,
} from '@millrace/model';
import { MAX_DATA_DEPTH, tooDeep } from '../path/path-limits.ts';
import { compileTemplate } from '../template/compiled-template.ts';

/**
 * Every path a mapping reads, each once: `$path`s as written, template variables as paths (members of
 * a loop as `[*]`). Throws what compiling a template throws.
 */
export function referencedPaths(mapping: Mapping): string[] {
  const found = new Set<string>();
  collect(mapping, found, 0);
  return [...found];
}

function collect(mapping: Mapping, found: Set<string>, depth: number): void {
  if (depth > MAX_DATA_DEPTH) throw tooDeep();
  if (Array.isArray(mapping)) {
    for (const member of mapping) collect(member, found, depth + 1);
  } else if (isPathMapping(mapping)) {
    found.add(mapping.$path);
  } else if (isTemplateMapping(mapping)) {
    for (const path of compileTemplate(mapping.$template).references) found.add(path);
  } else if (isJsonObject(mapping) && !isLiteralMapping(mapping)) {
    for (const member of Object.values(mapping)) collect(member, found, depth + 1);
  }
}
