import type { Mapping } from '@millrace/model';
import { isPathMapping, isTemplateMapping } from '@millrace/model';
import { crumbs } from './path-text.ts';

/** The part of a text that is wrong. */
export interface FaultRange {
  start: number;
  end: number;
}

/** What to mark in a text for a fault at an offset: the word or tag there, or the last character. */
export function faultRange(text: string, position: number): FaultRange | undefined {
  if (text === '') return undefined;
  if (position >= text.length) return { start: text.length - 1, end: text.length };
  const rest = text.slice(position);
  const tag = /^\{\{[^}]*\}{0,3}/.exec(rest)?.[0];
  // In a template a whole name is wrong, in a path one step of it.
  const isPath = text.startsWith('$');
  const word = (isPath ? /^\.?[\p{L}\p{N}_-]+/u : /^[\p{L}\p{N}_@.[\]-]+/u).exec(rest)?.[0];
  return { start: position, end: position + (tag ?? word ?? rest.charAt(0)).length };
}

/** The text of a mapping that a position counts in. */
export function faultyText(mapping: Mapping | undefined): string | undefined {
  if (isPathMapping(mapping)) return mapping.$path;
  return isTemplateMapping(mapping) ? mapping.$template : undefined;
}

/** The crumb of a path that a position lies in; undefined when there are none to choose from. */
export function faultyCrumb(path: string, position: number): number | undefined {
  const all = crumbs(path);
  if (all.length < 2) return undefined;
  const before = path.slice(0, position);
  const index = before === '$.steps' ? 0 : crumbs(before).length;
  return Math.min(index, all.length - 1);
}
