import { listPaths, pathOf, type ListedPath } from '@millrace/mapping';
import { isJsonObject, type JsonObject, type JsonValue } from '@millrace/model';
import type { KnownOutput, Outputs } from './scope.ts';

/** A part of the data with a heading of its own. */
export interface PickerSection {
  /** The path of its value. */
  path: string;
  title: string;
  /** How its values are known, when that is not from the event. */
  note: string | undefined;
  value: JsonValue;
  /** Unfolded at first. */
  open: boolean;
}

const NOTES: Readonly<Record<KnownOutput['from'], string | undefined>> = {
  run: 'last run',
  test: 'tested',
  computed: undefined,
  sample: 'sample',
};

/** The parts of the trigger that have a section of their own. */
const SECTIONED: ReadonlySet<string> = new Set(['body', 'headers', 'query']);

/** The data of a step in the order people look for it: the body, the steps before, the rest. */
export function pickerSections(
  scope: JsonObject,
  outputs: Outputs,
  titles: ReadonlyMap<string, string>,
): PickerSection[] {
  const { trigger, steps } = scope;
  const sections: PickerSection[] = [];
  const section = (
    steps: string[],
    title: string,
    value: JsonValue | undefined,
    open: boolean,
    note?: string,
  ) => {
    if (value !== undefined) sections.push({ path: pathOf(steps), title, note, value, open });
  };
  const request = isJsonObject(trigger) ? trigger : {};
  section(['item'], 'Item of the loop', scope['item'], true);
  section(['trigger', 'body'], 'Trigger', request['body'], true);
  for (const [id, step] of Object.entries(isJsonObject(steps) ? steps : {})) {
    const value = isJsonObject(step) ? step['output'] : undefined;
    if (value === undefined) continue;
    const known = outputs.get(id);
    sections.push({
      path: pathOf(['steps', id, 'output']),
      title: titles.get(id) ?? id,
      note: known === undefined ? undefined : NOTES[known.from],
      value,
      open: true,
    });
    const error = isJsonObject(step) ? step['error'] : undefined;
    const title = `${titles.get(id) ?? id}, if it fails`;
    section(['steps', id, 'error'], title, error, false, 'example');
  }
  section(['index'], 'Position in the loop, from 0', scope['index'], false);
  section(['trigger', 'headers'], 'Trigger headers', request['headers'], false);
  if (isJsonObject(request['query']) && Object.keys(request['query']).length > 0) {
    section(['trigger', 'query'], 'Trigger query', request['query'], false);
  }
  const rest = Object.entries(request).filter(([name]) => !SECTIONED.has(name));
  if (rest.length > 0) section(['trigger'], 'Trigger, the rest', Object.fromEntries(rest), false);
  section(['flow'], 'Flow', scope['flow'], false);
  section(['run'], 'Run', scope['run'], false, 'example');
  return sections;
}

/** Most results of a search; more words find fewer. */
export const MOST_RESULTS = 60;

export interface PickerResult extends ListedPath {
  section: string;
  /** Where it is below its section, as people read it. */
  trail: string;
}

/** The plain values whose place or value has all the words of the query. */
export function searchSections(sections: readonly PickerSection[], query: string): PickerResult[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const results: PickerResult[] = [];
  for (const { title, path, value } of sections) {
    for (const listed of listPaths(value)) {
      if (results.length >= MOST_RESULTS) return results;
      if (Array.isArray(listed.value) || isJsonObject(listed.value)) continue;
      const trail = listed.path.slice(1).replace(/^\./, '');
      const text = `${title} ${trail} ${String(listed.value)}`.toLowerCase();
      if (!words.every((word) => text.includes(word))) continue;
      results.push({ ...listed, path: path + listed.path.slice(1), section: title, trail });
    }
  }
  return results;
}
