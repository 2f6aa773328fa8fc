/** A piece of text, with its address when it is one. */
export interface TextPiece {
  text: string;
  url?: string;
}

const ADDRESS = /\bhttps?:\/\/[^\s<>"]+/gi;
/** What ends the sentence and not the address. */
const ENDS = new Set(Array.from('.,;:!?\'"*_~'));

/**
 * Takes text apart at addresses that begin with http:// or https://, as GitHub does in Markdown: without
 * the punctuation behind them, and without a closing bracket that has no pair in them.
 */
export function bareLinks(text: string): TextPiece[] {
  if (!text.includes('://')) return [{ text }];
  const pieces: TextPiece[] = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const url = trimmed(found);
    if (!URL.canParse(url)) continue;
    if (index > from) pieces.push({ text: text.slice(from, index) });
    pieces.push({ text: url, url });
    from = index + url.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}

function trimmed(found: string): string {
  let open = found.split('(').length - found.split(')').length;
  let end = found.length;
  for (; end > 0; end -= 1) {
    const last = found.charAt(end - 1);
    const isUnpaired = last === ')' && open < 0;
    if (isUnpaired) open += 1;
    else if (!ENDS.has(last)) break;
  }
  return found.slice(0, end);
}
