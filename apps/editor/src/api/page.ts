/** What `useInfiniteQuery` needs to follow the `next` of a list. */
export interface Page<T> {
  items: T[];
  next: string | null;
}

/** Where a list starts. */
export const FIRST_PAGE: string | undefined = undefined;

/** The cursor of the page after this one; undefined when it was the last. */
export function nextCursor(page: Page<unknown>): string | undefined {
  return page.next ?? undefined;
}

/** The rows of all pages fetched so far. */
export function rowsOf<T>(data: { pages: readonly Page<T>[] }): T[] {
  return data.pages.flatMap((page) => page.items);
}
