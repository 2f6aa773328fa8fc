import {
  parseMarkdown,
  plainText,
  type Block,
  type Inline,
  type List,
  type Table,
} from './markdown.ts';

/**
 * Markdown as the mrkdwn of Slack's messages. The three signs that Slack reads are escaped in text,
 * so that data cannot mention people or channels. Headings become bold lines, tables a block of
 * fixed width; Slack knows neither. It has no escape for `*`, `_`, `~` and backticks in text, which
 * stay as they are.
 *
 * Source: https://docs.slack.dev/messaging/formatting-message-text
 */
export function markdownMrkdwn(text: string): string {
  return blocks(parseMarkdown(text), '\n\n');
}

function blocks(all: readonly Block[], between: string): string {
  return all.map(block).join(between);
}

function block(one: Block): string {
  switch (one.kind) {
    case 'paragraph':
      return line(one.content, []);
    case 'heading':
      return `*${line(one.content, ['strong'])}*`;
    case 'quote':
      return indented(blocks(one.blocks, '\n\n'), '> ', '> ');
    case 'code':
      return fenced(one.text);
    case 'rule':
      return '———';
    case 'list':
      return list(one);
    case 'table':
      return table(one);
  }
}

function list({ start, items }: List): string {
  return items
    .map(({ checked, blocks: inner }, at) => {
      const bullet = start === undefined ? '•' : `${start + at}.`;
      const box = checked === undefined ? '' : `${checked ? '☑' : '☐'} `;
      return indented(blocks(inner, '\n'), `${bullet} ${box}`, '    ');
    })
    .join('\n');
}

function indented(text: string, first: string, others: string): string {
  return first + text.replaceAll('\n', `\n${others}`);
}

function fenced(text: string): string {
  return `\`\`\`\n${escapeText(text)}\n\`\`\``;
}

function table({ header, rows }: Table): string {
  const cells = [header, ...rows].map((row) => row.map((cell) => plainText(cell)));
  const widths = header.map((_, at) => Math.max(...cells.map((row) => (row[at] ?? '').length)));
  const lines = cells.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join(' | ')
      .trimEnd(),
  );
  const under = widths.map((width) => '-'.repeat(width)).join('-|-');
  return fenced([lines[0] ?? '', under, ...lines.slice(1)].join('\n'));
}

type Mark = 'strong' | 'em' | 'strike';
const SIGNS = { strong: '*', em: '_', strike: '~' };

/** A mark in itself would end it. */
function line(content: readonly Inline[], marks: readonly Mark[]): string {
  return content.map((piece) => inline(piece, marks)).join('');
}

function inline(piece: Inline, marks: readonly Mark[]): string {
  switch (piece.kind) {
    case 'text':
      return escapeText(piece.text);
    case 'code':
      return `\`${escapeText(piece.text)}\``;
    case 'break':
      return '\n';
    case 'link':
      return link(piece.url, line(piece.content, marks));
    case 'image':
      return link(piece.url, escapeText(piece.alt));
    default: {
      const inner = line(piece.content, [...marks, piece.kind]);
      const sign = marks.includes(piece.kind) ? '' : SIGNS[piece.kind];
      return sign + inner + sign;
    }
  }
}

function link(url: string, text: string): string {
  const address = escapeText(
    url.replaceAll('|', '%7C').replaceAll('<', '%3C').replaceAll('>', '%3E'),
  );
  return text === '' || text === address
    ? `<${address}>`
    : `<${address}|${text.replaceAll('\n', ' ')}>`;
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
