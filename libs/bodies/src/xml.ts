import type { JsonObject } from '@millrace/model';
import { quoted, Unreadable } from './body-fault.ts';
import { BODY_LIMITS } from './body-limits.ts';
import { decodeText } from './charset.ts';
import { XmlTree } from './xml-tree.ts';
import { xmlSource, xmlText } from './xml-text.ts';

/**
 * An XML body as an object with its root element. Its charset is that of a byte order mark, the
 * declared one, the one of its XML declaration, or UTF-8 (RFC 7303 §3). Throws Unreadable.
 */
export function parseXml(body: Buffer, declared: string | undefined): JsonObject {
  return new XmlReader(xmlSource(decodeText(body, declared ?? charsetOf(body)))).read();
}

function charsetOf(body: Buffer): string | undefined {
  const start = body.subarray(0, 200).toString('latin1');
  return /^<\?xml\s[^>]{0,180}?encoding\s*=\s*["']([\w.:-]+)["']/.exec(start)?.[1];
}

/** Text up to `end` and where it goes on behind it. */
interface Upto {
  text: string;
  next: number;
}

/**
 * Reads a document in one pass, without recursion and without expanding anything: it knows the
 * five entities every document has, and no document can declare more.
 */
class XmlReader {
  private readonly text: string;
  private readonly tree = new XmlTree();
  private nodes = 0;
  private readonly names = new Set<string>();

  constructor(text: string) {
    this.text = text;
  }

  read(): JsonObject {
    const { text } = this;
    let at = 0;
    while (at < text.length) {
      const open = text.indexOf('<', at);
      const end = open === -1 ? text.length : open;
      if (end > at) this.characters(at, end);
      at = open === -1 ? end : this.markup(open);
    }
    const root = this.tree.end();
    if (root === undefined) throw this.malformed(text.length, 'it ends inside an element');
    return root;
  }

  private characters(at: number, end: number): void {
    const text = this.decoded(at, end);
    if (!this.tree.text(text)) throw this.malformed(at, 'there is text outside of its element');
  }

  /** Reads what begins with `<`; gives where it ends. */
  private markup(at: number): number {
    const { text } = this;
    const sign = text[at + 1];
    if (sign === '/') return this.endTag(at);
    if (sign === '?') return this.upto('?>', at + 2, at).next;
    if (sign !== '!') return this.startTag(at);
    if (text.startsWith('<!--', at)) return this.upto('-->', at + 4, at).next;
    if (text.startsWith('<![CDATA[', at)) {
      const cdata = this.upto(']]>', at + 9, at);
      if (!this.tree.text(cdata.text)) throw this.malformed(at, 'there is text outside of it');
      return cdata.next;
    }
    if (text.startsWith('<!DOCTYPE', at)) return this.doctype(at);
    throw this.malformed(at, 'a "<!" begins nothing that XML knows');
  }

  /** One that only names a DTD is skipped, and the DTD never fetched; one that declares is refused. */
  private doctype(at: number): number {
    const { text, next } = this.upto('>', at, at);
    if (text.includes('['))
      throw this.malformed(at, 'its DOCTYPE declares things, which is refused');
    return next;
  }

  private endTag(at: number): number {
    const { text, next } = this.upto('>', at + 2, at);
    const name = text.trimEnd();
    const open = this.tree.close();
    if (name !== open) {
      const against =
        open === undefined ? 'closes nothing' : `stands where ${quoted(open)} is open`;
      throw this.malformed(at, `the end tag ${quoted(name)} ${against}`);
    }
    return next;
  }

  private startTag(at: number): number {
    const name = this.name(at + 1);
    if (name === '') throw this.malformed(at, 'a "<" begins no tag');
    this.count();
    const opened = this.tree.open(name);
    if (opened === 'second') throw this.malformed(at, 'it has more than one root element');
    if (opened === 'deep') {
      throw new Unreadable('limit', `it nests more than ${String(BODY_LIMITS.depth)} deep`);
    }
    let next = at + 1 + name.length;
    for (;;) {
      const here = this.skipSpace(next);
      const sign = this.text[here];
      if (sign === '>') return here + 1;
      if (sign === '/' && this.text[here + 1] === '>') {
        this.tree.close();
        return here + 2;
      }
      if (here === next) throw this.malformed(here, `the tag ${quoted(name)} does not end`);
      next = this.attribute(here);
    }
  }

  private attribute(at: number): number {
    const name = this.name(at);
    const equals = this.skipSpace(at + name.length);
    const start = this.skipSpace(equals + 1);
    const quote = this.text[start];
    const isWritten = name !== '' && this.text[equals] === '=' && (quote === '"' || quote === "'");
    if (!isWritten) throw this.malformed(at, 'an attribute is not written name="value"');
    this.count();
    const { text, next } = this.upto(quote, start + 1, at);
    if (text.includes('<')) throw this.malformed(at, `the attribute ${quoted(name)} holds a "<"`);
    const value = this.decoded(start + 1, next - 1).replace(/[\t\n]/g, ' ');
    if (!this.tree.attribute(name, value)) {
      throw this.malformed(at, `the attribute ${quoted(name)} occurs twice`);
    }
    return next;
  }

  private name(at: number): string {
    const { text } = this;
    if (!isNameStart(text.charCodeAt(at))) return '';
    let end = at + 1;
    while (isNamePart(text.charCodeAt(end))) end += 1;
    const name = text.slice(at, end);
    this.names.add(name);
    if (this.names.size > BODY_LIMITS.names) throw tooMany('different names', BODY_LIMITS.names);
    return name;
  }

  private skipSpace(from: number): number {
    let at = from;
    for (;;) {
      const code = this.text.charCodeAt(at);
      if (code !== 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) return at;
      at += 1;
    }
  }

  private upto(end: string, from: number, at: number): Upto {
    const found = this.text.indexOf(end, from);
    if (found === -1) throw this.malformed(at, `what begins here has no "${end}"`);
    return { text: this.text.slice(from, found), next: found + end.length };
  }

  private decoded(at: number, end: number): string {
    const text = xmlText(this.text.slice(at, end), () => this.count());
    if (text !== undefined) return text;
    throw this.malformed(at, 'a "&" begins no reference that every document knows');
  }

  private count(): void {
    this.nodes += 1;
    if (this.nodes > BODY_LIMITS.nodes) throw tooMany('nodes', BODY_LIMITS.nodes);
  }

  private malformed(at: number, reason: string): Unreadable {
    return new Unreadable('malformed', `line ${this.line(at)}: ${reason}`);
  }

  private line(at: number): string {
    return String(this.text.slice(0, at).split('\n').length);
  }
}

function tooMany(what: string, most: number): Unreadable {
  return new Unreadable('limit', `it has more than ${String(most)} ${what}`);
}

/** XML 1.0 §2.3, where everything from U+00C0 on counts as a letter. */
function isNameStart(code: number): boolean {
  const letter = code | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || code === 0x5f || code === 0x3a || code >= 0xc0;
}

function isNamePart(code: number): boolean {
  const isDigit = code >= 0x30 && code <= 0x39;
  return isNameStart(code) || isDigit || code === 0x2d || code === 0x2e || code === 0xb7;
}
