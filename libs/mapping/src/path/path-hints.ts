/** What people write who know other dialects of JSONPath, and how RFC 9535 says it. */
const HINTS: readonly { before?: RegExp; at: RegExp; hint: string }[] = [
  {
    at: /\^/y,
    hint: 'There is no parent operator. Select the parent by what it holds: $..order[?@.items].',
  },
  { at: /~/y, hint: 'A path gives values, not names. In a template, {{#each}} has @key.' },
  { at: /`/y, hint: "Quote a name with odd characters in brackets: $['a name']." },
  {
    before: /\[\s*$/,
    at: /\(/y,
    hint: 'Scripts are not part of JSONPath. [-1] is the last item, [?@.total > 10] a filter.',
  },
  {
    before: /\w$/,
    at: /\(/y,
    hint: 'A value has no methods. Functions stand before: length(@.name) > 3.',
  },
  { at: /=~/y, hint: "Use a function: match(@.name, 'A.*') or search(@.name, 'A')." },
  { at: /=/y, hint: 'Compare with ==, !=, <, <=, > or >=.' },
  { at: /[&|]/y, hint: 'Combine with && and ||.' },
  { at: /(?:and|or|not|in|nin)\b/iy, hint: 'Combine with &&, || and !; compare with each value.' },
  { at: /[+*/%-]/y, hint: 'A filter compares values, it does not calculate.' },
  { before: /@$/, at: /[A-Za-z_]/y, hint: '@ is the value that is tested, @.name a member of it.' },
  { before: /^$/, at: /@/y, hint: 'Start with $. Only inside of a filter, @ is the value tested.' },
  { at: /(?:undefined|None|nil)\b/y, hint: 'To ask if something is there write @.a or !@.a.' },
];

/** How to write in RFC 9535 what stands at a position, when it is known from another dialect. */
export function hintAt(text: string, position: number): string | undefined {
  const before = text.slice(Math.max(0, position - 20), position);
  const known = HINTS.find((one) => {
    one.at.lastIndex = position;
    return one.at.test(text) && (one.before === undefined || one.before.test(before));
  });
  return known?.hint;
}
