import { AppError } from '@millrace/model';

/** Something a template put into a URL: where in the text, and the place in the template that did. */
interface Insertion {
  from: number;
  to: number;
  /** As it is written, `{{order.id}}`. */
  source: string;
  /** Where it begins in the template. */
  position: number;
}

const AUTHORITY = /^\s*[a-z][a-z\d+.-]*:\/\/[^/?#]*/i;

/**
 * Keeps values that a template puts into a URL from changing what its author wrote: behind the scheme
 * they are percent-encoded, and none of them may leave a part of the path empty, `.` or `..`. What
 * stands in front of `://` is an address of its own and stays as it is, and so does `{{{x}}}`.
 */
export class UrlValues {
  private readonly inserted: Insertion[] = [];

  /** What is written for a value behind the text so far. `encoded`: by the template itself. */
  encode(before: string, value: string, place: Omit<Insertion, 'from' | 'to'> & Encoding): string {
    const authority = AUTHORITY.exec(before);
    if (authority === null) return value;
    const inside = authority[0].length === before.length;
    const text = place.encoded ? completed(value) : encodeURIComponent(value.toWellFormed());
    // A host may come with its port.
    if (inside) return text.replaceAll('%3A', ':');
    const { source, position } = place;
    this.inserted.push({ from: before.length, to: before.length + text.length, source, position });
    return text;
  }

  /** Throws URL_INVALID for a value that changes the path. */
  check(text: string): void {
    if (this.inserted.length === 0) return;
    const start = AUTHORITY.exec(text)?.[0].length ?? 0;
    const end = start + text.slice(start).search(/[?#]|$/);
    for (const { from, to, source, position } of this.inserted) {
      if (from > end || from < start) continue;
      const first = text.lastIndexOf('/', from - 1) + 1;
      const next = text.indexOf('/', to);
      const segment = text.slice(first, next === -1 ? end : Math.min(next, end));
      const fault =
        segment === '' ? 'empty' : /^(?:\.|%2e){1,2}$/i.test(segment) ? `"${segment}"` : '';
      if (fault === '') continue;
      const url = text.slice(0, end).slice(0, 200);
      const reason = `${source} leaves a part of its path ${fault}`;
      throw new AppError('URL_INVALID', { url, reason }, { details: { position } });
    }
  }
}

interface Encoding {
  encoded: boolean;
}

/** Encodes what is not encoded yet. */
function completed(value: string): string {
  return value
    .toWellFormed()
    .replaceAll(/%[\da-f]{2}|[^%]+|%/gi, (part) =>
      /^%[\da-f]{2}$/i.test(part) ? part : encodeURIComponent(part),
    );
}
