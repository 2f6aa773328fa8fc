/** True when an If-Match header takes the etag. It is `*` or a list; a proxy that compresses may have made one weak. */
export function ifMatches(etag: string, header: string): boolean {
  if (header.trim() === '*') return true;
  return header.split(',').some((one) => one.trim().replace(/^W\//, '') === etag);
}
