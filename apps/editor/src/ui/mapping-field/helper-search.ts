import type { HelperHelp } from '@millrace/mapping';

export const GROUP_NAMES: Readonly<Record<HelperHelp['group'], string>> = {
  text: 'Text',
  numbers: 'Numbers',
  dates: 'Dates',
  lists: 'Lists',
  logic: 'Logic',
  encoding: 'Encoding',
};

interface HelperGroup {
  group: HelperHelp['group'];
  helpers: HelperHelp[];
}

/** The helpers that have every word of the query in their name, group or text; by name first. */
export function foundHelpers(all: readonly HelperHelp[], query: string): HelperHelp[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter(({ name, group, usage, summary }) => {
    const text = `${name} ${GROUP_NAMES[group]} ${usage} ${summary}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const [first] = words;
  if (first === undefined) return found;
  return found.toSorted(
    (a, b) => Number(b.name.startsWith(first)) - Number(a.name.startsWith(first)),
  );
}

/** Helpers under their groups; the group of the first helper comes first. */
export function groupsOf(helpers: readonly HelperHelp[]): HelperGroup[] {
  const groups: HelperGroup[] = [];
  for (const helper of helpers) {
    const known = groups.find(({ group }) => group === helper.group);
    if (known === undefined) groups.push({ group: helper.group, helpers: [helper] });
    else known.helpers.push(helper);
  }
  return groups;
}
