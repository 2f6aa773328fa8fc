import type { JsonObject, JsonValue } from '@millrace/model';
import { notionLanguage } from './notion-languages.ts';
import { parseMarkdown, type Block, type Inline, type List, type ListItem } from './markdown.ts';

/** Notion's limits on one request: characters of a text, texts of a block, levels of children. */
const MOST_CHARACTERS = 2000;
const MOST_TEXTS = 100;
const MOST_LEVELS = 2;

/**
 * Markdown as a list of Notion's blocks, for the children of a page or block: at most 100 a
 * request, which the caller cuts. Texts over 2,000 characters become several, blocks with over 100
 * texts too, and what lies more than two levels deep stands behind its parent, as Notion takes no
 * more at once. Headings below the third level are of the third.
 *
 * Source: https://developers.notion.com/reference/block, /reference/request-limits
 */
export function markdownBlocks(text: string): JsonObject[] {
  return parseMarkdown(text).flatMap((one) => block(one, 0));
}

function block(one: Block, level: number): JsonObject[] {
  switch (one.kind) {
    case 'paragraph':
      return paragraph(one.content);
    case 'heading':
      return notionBlocks(`heading_${Math.min(one.level, 3)}`, richText(one.content, {}));
    case 'quote':
      return container('quote', {}, one.blocks, level);
    case 'code':
      return notionBlocks('code', textsOf(one.text, {}), {
        language: notionLanguage(one.language),
      });
    case 'rule':
      return [{ object: 'block', type: 'divider', divider: {} }];
    case 'list':
      return one.items.flatMap((item) => listItem(one, item, level));
    case 'table':
      return [table([one.header, ...one.rows])];
  }
}

/** A picture alone in its paragraph is one; elsewhere Notion takes only text. */
function paragraph(content: readonly Inline[]): JsonObject[] {
  const [first] = content;
  if (content.length !== 1 || first?.kind !== 'image') {
    return notionBlocks('paragraph', richText(content, {}));
  }
  const caption = textsOf(first.alt, {});
  const image = { type: 'external', external: { url: first.url }, caption };
  return [{ object: 'block', type: 'image', image }];
}

function listItem({ start }: List, { checked, blocks }: ListItem, level: number): JsonObject[] {
  if (checked !== undefined) return container('to_do', { checked }, blocks, level);
  const type = start === undefined ? 'bulleted_list_item' : 'numbered_list_item';
  return container(type, {}, blocks, level);
}

/** Its first paragraph is its text, all else its children. */
function container(
  type: string,
  more: JsonObject,
  blocks: readonly Block[],
  level: number,
): JsonObject[] {
  const [first, ...others] = blocks;
  const isText = first?.kind === 'paragraph';
  const text = isText ? richText(first.content, {}) : [];
  const rest = isText ? others : blocks;
  const inside = rest.filter((other) => fits(other, level + 1));
  const behind = rest.filter((other) => !fits(other, level + 1));
  const children: JsonValue[] = inside.flatMap((other) => block(other, level + 1));
  return [
    ...notionBlocks(type, text, children.length === 0 ? more : { ...more, children }),
    ...behind.flatMap((other) => block(other, level)),
  ];
}

/** The rows of a table are its children, so that it needs a level more. */
function fits({ kind }: Block, level: number): boolean {
  return level + (kind === 'table' ? 1 : 0) <= MOST_LEVELS;
}

function notionBlocks(type: string, texts: JsonObject[], more: JsonObject = {}): JsonObject[] {
  const blocks: JsonObject[] = [];
  for (let at = 0; at === 0 || at < texts.length; at += MOST_TEXTS) {
    const part = { rich_text: texts.slice(at, at + MOST_TEXTS) };
    const isLast = at + MOST_TEXTS >= texts.length;
    const { children, ...always } = more;
    const all =
      isLast && children !== undefined ? { ...part, ...always, children } : { ...part, ...always };
    blocks.push({ object: 'block', type, [type]: all });
  }
  return blocks;
}

function table(rows: readonly Inline[][][]): JsonObject {
  const children = rows.map((cells) => ({
    object: 'block',
    type: 'table_row',
    table_row: { cells: cells.map((cell) => richText(cell, {})) },
  }));
  const width = rows[0]?.length ?? 0;
  const head = { table_width: width, has_column_header: true, has_row_header: false };
  return { object: 'block', type: 'table', table: { ...head, children } };
}

interface Marks {
  bold?: boolean;
  italic?: boolean;
  strikethrough?: boolean;
  code?: boolean;
  url?: string;
}

const MARKS: Readonly<Record<'strong' | 'em' | 'strike', Marks>> = {
  strong: { bold: true },
  em: { italic: true },
  strike: { strikethrough: true },
};

function richText(content: readonly Inline[], marks: Marks): JsonObject[] {
  return content.flatMap((piece) => inline(piece, marks));
}

function inline(piece: Inline, marks: Marks): JsonObject[] {
  switch (piece.kind) {
    case 'text':
      return textsOf(piece.text, marks);
    case 'code':
      return textsOf(piece.text, { ...marks, code: true });
    case 'break':
      return textsOf('\n', marks);
    case 'link':
      return richText(piece.content, { ...marks, url: piece.url });
    case 'image':
      return textsOf(piece.alt === '' ? piece.url : piece.alt, { ...marks, url: piece.url });
    default:
      return richText(piece.content, { ...marks, ...MARKS[piece.kind] });
  }
}

function textsOf(text: string, { url, ...annotations }: Marks): JsonObject[] {
  return cut(text).map((content) => ({
    type: 'text',
    text: url === undefined ? { content } : { content, link: { url } },
    ...(Object.keys(annotations).length === 0 ? {} : { annotations: { ...annotations } }),
  }));
}

/** Never between the halves of a character. */
function cut(text: string): string[] {
  const parts: string[] = [];
  for (let at = 0; at < text.length;) {
    let end = at + MOST_CHARACTERS;
    if (end < text.length && /[\udc00-\udfff]/.test(text.charAt(end))) end -= 1;
    parts.push(text.slice(at, end));
    at = end;
  }
  return parts;
}
