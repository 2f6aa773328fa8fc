/**
 * What one body may hold. Past a bound it is not read as its type says: it stays text, with the
 * reason beside it. The bytes are kept whatever they are. Measured with bodies of 25 MB.
 */
export const BODY_LIMITS = {
  /** Bytes after Content-Encoding is undone, where the caller gives no limit of its own. */
  inflated: 25 * 1024 * 1024,
  /** Content codings one over the other. Senders use one; each may multiply by a thousand. */
  encodings: 3,
  /** Lists, objects and elements inside one another. Data may nest 128 deep and the body is a part of it. */
  depth: 100,
  /** Values of a JSON body: a million objects take about 0.3 s and 100 MB. */
  values: 1_000_000,
  /** Lines of a body of JSON lines, empty ones included. */
  lines: 100_000,
  /** Elements, attributes and references of an XML body: about 0.3 s of work. */
  nodes: 500_000,
  /** Different names among them: each costs ten times what a known one does. */
  names: 10_000,
  /** Fields of a form or query. PHP takes 1,000. */
  fields: 10_000,
  /** `[…]` behind the name of a field; a name with more of them is a plain name. */
  brackets: 16,
  /** Parts of a multipart body. */
  parts: 1_000,
  /** Bytes of the headers of one part. */
  partHeaders: 16 * 1024,
} as const;
