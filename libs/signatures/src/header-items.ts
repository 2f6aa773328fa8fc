import { headerValues, type SignedRequest } from './request.ts';
import type { HeaderPlace } from './scheme.ts';

/** No provider signs with more than a few hundred characters, rotation included. */
const LONGEST_HEADER = 4_096;

export type HeaderText = { found: true; text: string } | { found: false; reason: string };

/** The one value of a header, or why there is none, as a sentence part. */
export function oneHeader(request: SignedRequest, header: string): HeaderText {
  const [text, ...more] = headerValues(request, header);
  if (text === undefined) return { found: false, reason: `the header ${header} is missing` };
  if (text === '') return { found: false, reason: `the header ${header} is empty` };
  if (more.length > 0) {
    return { found: false, reason: `the header ${header} is there ${more.length + 1} times` };
  }
  if (text.length > LONGEST_HEADER) {
    return { found: false, reason: `the header ${header} is longer than ${LONGEST_HEADER}` };
  }
  return { found: true, text };
}

/** The items of a header that stand behind the prefix, without it. */
export function itemsOf(place: HeaderPlace, text: string): string[] {
  const { prefix = '', separator } = place;
  const items = separator === undefined ? [text] : text.split(separator);
  return items.flatMap((item) => (item.startsWith(prefix) ? [item.slice(prefix.length)] : []));
}
