import { parseMarkdown, type Block, type Inline, type ListItem } from './markdown.ts';

/**
 * Markdown as HTML: a fragment for mails and editors of other applications. All text is escaped,
 * HTML in the source is shown as text, and links go to http, https and mailto only.
 */
export function markdownHtml(text: string): string {
  return parseMarkdown(text).map(block).join('\n');
}

function block(one: Block): string {
  switch (one.kind) {
    case 'paragraph':
      return one.tight ? line(one.content) : `<p>${line(one.content)}</p>`;
    case 'heading':
      return `<h${one.level}>${line(one.content)}</h${one.level}>`;
    case 'quote':
      return `<blockquote>\n${one.blocks.map(block).join('\n')}\n</blockquote>`;
    case 'code': {
      const name = one.language === '' ? '' : ` class="language-${escapeHtml(one.language)}"`;
      return `<pre><code${name}>${escapeHtml(one.text)}\n</code></pre>`;
    }
    case 'rule':
      return '<hr>';
    case 'list': {
      const tag = one.start === undefined ? 'ul' : 'ol';
      const start = (one.start ?? 1) === 1 ? '' : ` start="${one.start}"`;
      return `<${tag}${start}>\n${one.items.map(item).join('\n')}\n</${tag}>`;
    }
    case 'table': {
      const body = one.rows.map((cells) => row('td', cells)).join('\n');
      return `<table>\n<thead>\n${row('th', one.header)}\n</thead>\n<tbody>\n${body}\n</tbody>\n</table>`;
    }
  }
}

function item({ checked, blocks }: ListItem): string {
  const box = `<input type="checkbox" disabled${checked === true ? ' checked' : ''}> `;
  return `<li>${checked === undefined ? '' : box}${blocks.map(block).join('\n')}</li>`;
}

function row(tag: string, cells: readonly Inline[][]): string {
  return `<tr>${cells.map((cell) => `<${tag}>${line(cell)}</${tag}>`).join('')}</tr>`;
}

const TAGS = { strong: 'strong', em: 'em', strike: 'del' };

function line(content: readonly Inline[]): string {
  return content.map(piece).join('');
}

function piece(one: Inline): string {
  switch (one.kind) {
    case 'text':
      return escapeHtml(one.text);
    case 'code':
      return `<code>${escapeHtml(one.text)}</code>`;
    case 'break':
      return one.hard ? '<br>\n' : '\n';
    case 'link':
      return `<a href="${escapeHtml(one.url)}">${line(one.content)}</a>`;
    case 'image':
      return `<img src="${escapeHtml(one.url)}" alt="${escapeHtml(one.alt)}">`;
    default:
      return `<${TAGS[one.kind]}>${line(one.content)}</${TAGS[one.kind]}>`;
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}
