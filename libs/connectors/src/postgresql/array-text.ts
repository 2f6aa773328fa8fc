/** The items of an array as PostgreSQL writes them; null for NULL. */
export type ArrayItems = (string | null | ArrayItems)[];

interface Reader {
  text: string;
  at: number;
}

/**
 * Reads `{a,"b,c",NULL,{…}}` (chapter 8.15 of PostgreSQL's manual), bounds such as `[0:2]=` before it left out.
 * Undefined for what is written otherwise.
 */
export function itemsOfArray(text: string): ArrayItems | undefined {
  const reader = { text, at: Math.max(0, text.indexOf('{')) };
  const items = listAt(reader);
  return items !== undefined && reader.at === text.length ? items : undefined;
}

function listAt(reader: Reader): ArrayItems | undefined {
  if (reader.text[reader.at] !== '{') return undefined;
  reader.at += 1;
  const items: ArrayItems = [];
  while (reader.at < reader.text.length) {
    const next = reader.text[reader.at];
    if (next === '}') {
      reader.at += 1;
      return items;
    }
    if (next === ',') reader.at += 1;
    else if (next === '{') {
      const inner = listAt(reader);
      if (inner === undefined) return undefined;
      items.push(inner);
    } else items.push(next === '"' ? quotedAt(reader) : plainAt(reader));
  }
  return undefined;
}

function quotedAt(reader: Reader): string {
  const { text } = reader;
  let value = '';
  for (reader.at += 1; reader.at < text.length && text[reader.at] !== '"'; reader.at += 1) {
    if (text[reader.at] === '\\') reader.at += 1;
    value += text[reader.at] ?? '';
  }
  reader.at += 1;
  return value;
}

function plainAt(reader: Reader): string | null {
  const start = reader.at;
  while (reader.at < reader.text.length && !/[,}]/.test(reader.text[reader.at] ?? '')) {
    reader.at += 1;
  }
  const value = reader.text.slice(start, reader.at);
  return value === 'NULL' ? null : value;
}
