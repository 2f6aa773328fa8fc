/** A run of text in one style. Links are only ever http or https. */
export type Inline =
  { kind: 'text' | 'strong' | 'code'; text: string } | { kind: 'link'; text: string; href: string };

export type Block =
  | { kind: 'paragraph' | 'heading'; content: Inline[] }
  | { kind: 'list'; ordered: boolean; items: Inline[][] }
  | { kind: 'code'; text: string };

/**
 * The little Markdown that setup instructions use: paragraphs, headings, lists, fenced code, and
 * strong, code and links in a line. Anything else, HTML included, stays plain text.
 */
export function parseMarkdown(source: string): Block[] {
  const blocks: Block[] = [];
  const lines = source.replaceAll('\r\n', '\n').split('\n');
  let open: Block | undefined;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line.startsWith('```')) {
      const end = closingFence(lines, at + 1);
      blocks.push({ kind: 'code', text: lines.slice(at + 1, end).join('\n') });
      at = end;
      open = undefined;
    } else if (line.trim() === '') open = undefined;
    else {
      const next = readLine(line, open);
      if (next !== open) blocks.push(next);
      open = next.kind === 'heading' ? undefined : next;
    }
  }
  return blocks;
}

/** Adds the line to the open block when it continues it; otherwise the block it starts. */
function readLine(line: string, open: Block | undefined): Block {
  const heading = /^#{1,6} +(.*)$/.exec(line);
  if (heading?.[1] !== undefined) return { kind: 'heading', content: parseInline(heading[1]) };
  const item = /^ {0,3}(?:[-*]|(\d+)[.)]) +(.*)$/.exec(line);
  if (item?.[2] !== undefined) {
    const ordered = item[1] !== undefined;
    const content = parseInline(item[2]);
    if (open?.kind === 'list' && open.ordered === ordered) {
      open.items.push(content);
      return open;
    }
    return { kind: 'list', ordered, items: [content] };
  }
  const content = parseInline(line.trim());
  const space: Inline = { kind: 'text', text: ' ' };
  if (open?.kind === 'paragraph') {
    open.content.push(space, ...content);
    return open;
  }
  if (open?.kind === 'list') {
    open.items.at(-1)?.push(space, ...content);
    return open;
  }
  return { kind: 'paragraph', content };
}

function closingFence(lines: readonly string[], from: number): number {
  const at = lines.findIndex((line, index) => index >= from && line.startsWith('```'));
  return at === -1 ? lines.length : at;
}

const INLINE = /\*\*([^*]+)\*\*|`([^`]+)`|\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)/g;

function parseInline(text: string): Inline[] {
  const parts: Inline[] = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > from) parts.push({ kind: 'text', text: text.slice(from, match.index) });
    parts.push(inlineOf(match));
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) });
  return parts;
}

function inlineOf([whole, strong, code, label, href]: RegExpExecArray): Inline {
  if (strong !== undefined) return { kind: 'strong', text: strong };
  if (code !== undefined) return { kind: 'code', text: code };
  if (label !== undefined && href !== undefined) return { kind: 'link', text: label, href };
  return { kind: 'text', text: whole };
}
