import MarkdownIt, { type Token } from 'markdown-it';
import { bareLinks } from './bare-links.ts';
import { unwritable } from '../wire/unwritable.ts';

/** A piece of a line. Line breaks of the source are `break`, `hard` when they were meant as such. */
export type Inline =
  | { kind: 'text' | 'code'; text: string }
  | { kind: 'break'; hard: boolean }
  | { kind: 'strong' | 'em' | 'strike'; content: Inline[] }
  | { kind: 'link'; url: string; content: Inline[] }
  | { kind: 'image'; url: string; alt: string };

export interface ListItem {
  /** Present for an item of a task list. */
  checked?: boolean;
  blocks: Block[];
}

export interface List {
  kind: 'list';
  /** The first number; absent for a list with bullets. */
  start?: number;
  items: ListItem[];
}

export interface Table {
  kind: 'table';
  header: Inline[][];
  rows: Inline[][][];
}

export type Block =
  | { kind: 'paragraph'; content: Inline[]; tight: boolean }
  | { kind: 'heading'; level: number; content: Inline[] }
  | { kind: 'quote'; blocks: Block[] }
  | { kind: 'code'; text: string; language: string }
  | { kind: 'rule' }
  | List
  | Table;

/** The `maxNesting` of markdown-it, which leaves out blocks that lie deeper: what comes near is refused. */
const MOST_LEVELS = 100;

const parser = new MarkdownIt({ html: false });
parser.validateLink = (url) => /^(?:https?|mailto):/i.test(url);

/**
 * Reads Markdown: CommonMark with the tables, struck text and bare links of GitHub, and task lists.
 * HTML is text, and so are links to anything but http, https and mailto. Throws VALUE_UNWRITABLE
 * for text that nests too deep. markdown-it, as it stays fast on text made to be slow: 65 kB of
 * nested emphasis take 0.1 s, where marked takes 15 s. Its own search for bare links does not.
 */
export function parseMarkdown(text: string): Block[] {
  const tokens = parser.parse(text, {});
  if (tokens.some(({ level }) => level >= MOST_LEVELS - 1)) {
    throw tooDeep();
  }
  return new Reader(tokens).blocks();
}

function tooDeep() {
  return unwritable('The Markdown text', 'blocks', `it nests ${MOST_LEVELS} levels deep`);
}

/** Walks the flat list of tokens, in which containers are an opening and a closing token. */
class Reader {
  private readonly tokens: readonly Token[];
  private at = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  /** Up to the closing token of what is open. */
  blocks(): Block[] {
    const blocks: Block[] = [];
    for (
      let token = this.next();
      token !== undefined && token.nesting !== -1;
      token = this.next()
    ) {
      blocks.push(this.block(token));
    }
    return blocks;
  }

  private next(): Token | undefined {
    const token = this.tokens[this.at];
    this.at += 1;
    return token;
  }

  private block(token: Token): Block {
    switch (token.type) {
      case 'heading_open':
        return { kind: 'heading', level: Number(token.tag.slice(1)), content: this.line() };
      case 'blockquote_open':
        return { kind: 'quote', blocks: this.blocks() };
      case 'bullet_list_open':
        return { kind: 'list', items: this.items() };
      case 'ordered_list_open':
        return { kind: 'list', start: Number(token.attrGet('start') ?? 1), items: this.items() };
      case 'table_open':
        return this.table();
      case 'hr':
        return { kind: 'rule' };
      case 'fence':
      case 'code_block': {
        const language = token.info.trim().split(/\s/)[0] ?? '';
        return { kind: 'code', text: token.content.replace(/\n$/, ''), language };
      }
      default:
        return { kind: 'paragraph', content: this.line(), tight: token.hidden };
    }
  }

  /** The one line in a block, and the closing token behind it. */
  private line(): Inline[] {
    const token = this.next();
    this.next();
    return new InlineReader(token?.children ?? []).content();
  }

  private items(): ListItem[] {
    const items: ListItem[] = [];
    while (this.next()?.type === 'list_item_open') items.push(taskOf(this.blocks()));
    return items;
  }

  private table(): Table {
    const rows: Inline[][][] = [];
    for (let token = this.next(); token?.type !== 'table_close'; token = this.next()) {
      if (token === undefined) break;
      if (token.type === 'tr_open') rows.push([]);
      if (token.type === 'th_open' || token.type === 'td_open') rows.at(-1)?.push(this.line());
    }
    const [header = [], ...others] = rows;
    return { kind: 'table', header, rows: others };
  }
}

const TASK = /^\[([ xX])\] /;

function taskOf(blocks: Block[]): ListItem {
  const [first] = blocks;
  const start = first?.kind === 'paragraph' ? first.content[0] : undefined;
  const mark = start?.kind === 'text' ? TASK.exec(start.text)?.[1] : undefined;
  if (mark === undefined || start?.kind !== 'text') return { blocks };
  start.text = start.text.slice(4);
  return { checked: mark !== ' ', blocks };
}

class InlineReader {
  private readonly tokens: readonly Token[];
  private at = 0;
  private level = 0;
  private isLink = false;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  content(): Inline[] {
    const content: Inline[] = [];
    this.level += 1;
    if (this.level >= MOST_LEVELS) throw tooDeep();
    for (
      let token = this.next();
      token !== undefined && token.nesting !== -1;
      token = this.next()
    ) {
      if (token.type === 'text') content.push(...this.text(token.content));
      else content.push(this.piece(token));
    }
    this.level -= 1;
    return content;
  }

  private next(): Token | undefined {
    const token = this.tokens[this.at];
    this.at += 1;
    return token;
  }

  private text(text: string): Inline[] {
    if (text === '') return [];
    if (this.isLink) return [{ kind: 'text', text }];
    return bareLinks(text).map((piece): Inline => {
      const shown = { kind: 'text', text: piece.text } satisfies Inline;
      return piece.url === undefined ? shown : { kind: 'link', url: piece.url, content: [shown] };
    });
  }

  private piece(token: Token): Inline {
    switch (token.type) {
      case 'code_inline':
        return { kind: 'code', text: token.content };
      case 'softbreak':
      case 'hardbreak':
        return { kind: 'break', hard: token.type === 'hardbreak' };
      case 'strong_open':
        return { kind: 'strong', content: this.content() };
      case 'em_open':
        return { kind: 'em', content: this.content() };
      case 's_open':
        return { kind: 'strike', content: this.content() };
      case 'link_open': {
        this.isLink = true;
        const content = this.content();
        this.isLink = false;
        return { kind: 'link', url: token.attrGet('href') ?? '', content };
      }
      case 'image': {
        const alt = plainText(new InlineReader(token.children ?? []).content());
        return { kind: 'image', url: token.attrGet('src') ?? '', alt };
      }
      default:
        return { kind: 'text', text: token.content };
    }
  }
}

/** The text of a line without its marks. */
export function plainText(content: readonly Inline[]): string {
  return content.map(plainPiece).join('');
}

function plainPiece(piece: Inline): string {
  if (piece.kind === 'break') return '\n';
  if (piece.kind === 'image') return piece.alt;
  return 'text' in piece ? piece.text : plainText(piece.content);
}
