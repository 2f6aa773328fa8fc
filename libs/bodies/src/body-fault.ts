/** Why a body does not read as its type says. */
export interface BodyFault {
  /**
   * `malformed`: it is not what its type says. `limit`: it is larger or deeper than is read.
   * `charset`: its bytes are no text in its charset. `encoding`: it cannot be decompressed.
   */
  kind: 'malformed' | 'limit' | 'charset' | 'encoding';
  /** Printable and short, to stand behind a colon. */
  reason: string;
}

/** Thrown by the readers and caught by those who call them from outside. */
export class Unreadable extends Error {
  readonly kind: BodyFault['kind'];

  constructor(kind: BodyFault['kind'], reason: string) {
    super(printable(reason));
    this.kind = kind;
  }

  get fault(): BodyFault {
    return { kind: this.kind, reason: this.message };
  }
}

/** The fault that a reader threw. Anything else it throws is a bug, and goes on. */
export function faultOf(error: unknown): BodyFault {
  if (error instanceof Unreadable) return error.fault;
  throw error;
}

/** At most this much of a reason is shown: it may quote what a stranger sent. */
const MOST_REASON = 120;

/** Reasons quote what could not be read; PostgreSQL's text holds no U+0000. */
function printable(text: string): string {
  return text
    .slice(0, MOST_REASON)
    .replace(/\p{Cc}/gu, '\u00b7')
    .toWellFormed();
}

/** A name for a reason, cut. */
export function quoted(name: string): string {
  return `"${name.length > 40 ? `${name.slice(0, 40)}…` : name}"`;
}
