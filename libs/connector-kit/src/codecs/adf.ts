import type { JsonObject, JsonValue } from '@millrace/model';
import {
  parseMarkdown,
  plainText,
  type Block,
  type Inline,
  type List,
  type ListItem,
} from './markdown.ts';

/**
 * Text or Markdown as a document of Atlassian (ADF), as descriptions and comments of Jira and
 * Confluence take it. Line breaks stay line breaks, so that plain text keeps its lines. List items
 * and quotes take only paragraphs, lists and code there: headings in them become bold paragraphs,
 * tables one paragraph a row. Pictures become links, since others would have to be uploaded first.
 *
 * Source: https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/
 */
export function adf(text: string): JsonObject {
  return { version: 1, type: 'doc', content: parseMarkdown(text).flatMap(block) };
}

function block(one: Block): JsonObject[] {
  switch (one.kind) {
    case 'heading':
      return [{ type: 'heading', attrs: { level: one.level }, content: line(one.content, []) }];
    case 'quote':
      return [{ type: 'blockquote', content: filled(one.blocks.flatMap(innerBlock)) }];
    case 'rule':
      return [{ type: 'rule' }];
    case 'table':
      return [
        {
          type: 'table',
          content: [
            row('tableHeader', one.header),
            ...one.rows.map((cells) => row('tableCell', cells)),
          ],
        },
      ];
    default:
      return innerBlock(one);
  }
}

/** In a list item or a quote. */
function innerBlock(one: Block): JsonObject[] {
  switch (one.kind) {
    case 'paragraph':
      return [paragraph(line(one.content, []))];
    case 'heading':
      return [paragraph(line(one.content, [{ type: 'strong' }]))];
    case 'quote':
      return one.blocks.flatMap(innerBlock);
    case 'rule':
      return [paragraph([{ type: 'text', text: '———' }])];
    case 'code':
      return [code(one.text, one.language)];
    case 'list':
      return [list(one)];
    case 'table':
      return [one.header, ...one.rows].map((cells) => {
        const text = cells.map((cell) => plainText(cell)).join(' | ');
        return paragraph([{ type: 'text', text }]);
      });
  }
}

function paragraph(content: JsonValue[]): JsonObject {
  return { type: 'paragraph', content };
}

/** A text node must not be empty. */
function code(text: string, language: string): JsonObject {
  return {
    type: 'codeBlock',
    attrs: language === '' ? {} : { language },
    content: text === '' ? [] : [{ type: 'text', text }],
  };
}

function list({ start, items }: List): JsonObject {
  const content = items.map((item) => ({ type: 'listItem', content: itemContent(item) }));
  return start === undefined
    ? { type: 'bulletList', content }
    : { type: 'orderedList', attrs: { order: start }, content };
}

/** The first node has to be a paragraph or code. */
function itemContent({ checked, blocks }: ListItem): JsonObject[] {
  const box: Inline[] =
    checked === undefined ? [] : [{ kind: 'text', text: checked ? '☑ ' : '☐ ' }];
  const [first, ...others] = blocks;
  if (first?.kind === 'paragraph') {
    return [paragraph(line([...box, ...first.content], [])), ...others.flatMap(innerBlock)];
  }
  const content = blocks.flatMap(innerBlock);
  const fits = content[0]?.['type'] === 'paragraph' || content[0]?.['type'] === 'codeBlock';
  return fits ? content : [paragraph([]), ...content];
}

function filled(content: JsonObject[]): JsonObject[] {
  return content.length > 0 ? content : [paragraph([])];
}

function row(type: string, cells: readonly Inline[][]): JsonObject {
  const content = cells.map((cell) => ({ type, attrs: {}, content: [paragraph(line(cell, []))] }));
  return { type: 'tableRow', content };
}

function line(content: readonly Inline[], marks: readonly JsonObject[]): JsonObject[] {
  return content.flatMap((piece) => inline(piece, marks));
}

function inline(piece: Inline, marks: readonly JsonObject[]): JsonObject[] {
  switch (piece.kind) {
    case 'text':
      return textNode(piece.text, marks);
    // Beside `code` only a link is allowed.
    case 'code':
      return textNode(piece.text, [...marks.filter(isLink), { type: 'code' }]);
    case 'break':
      return [{ type: 'hardBreak' }];
    case 'link':
      return line(piece.content, withMark(marks, { type: 'link', attrs: { href: piece.url } }));
    case 'image': {
      const text = piece.alt === '' ? piece.url : piece.alt;
      return textNode(text, withMark(marks, { type: 'link', attrs: { href: piece.url } }));
    }
    default:
      return line(piece.content, withMark(marks, { type: piece.kind }));
  }
}

function withMark(marks: readonly JsonObject[], mark: JsonObject): readonly JsonObject[] {
  return marks.some((one) => one['type'] === mark['type']) ? marks : [...marks, mark];
}

function isLink(mark: JsonObject): boolean {
  return mark['type'] === 'link';
}

function textNode(text: string, marks: readonly JsonObject[]): JsonObject[] {
  if (text === '') return [];
  return [marks.length === 0 ? { type: 'text', text } : { type: 'text', text, marks: [...marks] }];
}
