import { compilePattern } from '@millrace/mapping';
import type { ListChoice, Use } from '@millrace/model';
import { useQuery } from '@tanstack/react-query';
import { useDebouncedValue } from '@mantine/hooks';
import { accountListQuery } from '../../api/connection-lists.ts';
import { accountSource, type AccountSource } from './account-source.ts';
import { useAccount } from './account.ts';

/** Typing rests this long before the application is asked. */
const RESTS_MS = 300;

/** So many choices may be a part of all: the application is asked for what is typed. */
const MAY_BE_CUT = 100;

export interface Choices {
  source: AccountSource;
  /** Every choice known, those found for the search first; undefined while none were read. */
  items: readonly ListChoice[] | undefined;
  isLoading: boolean;
  problem: Error | null;
  /** When they were read, in milliseconds since 1970. */
  readAt: number;
  refresh: () => void;
}

/** The choices that the account defines. They are read once they are `wanted`, and kept for a while. */
export function useChoices(use: Use, search: string, wanted: boolean): Choices {
  const source = accountSource(use, useAccount());
  const { connection, input } = source.ready ? source : { connection: '', input: {} };
  const list = use.list ?? '';
  const all = accountListQuery(connection, list, input, '');
  const isAsked = source.ready && wanted;
  const whole = useQuery({ ...all, enabled: isAsked });
  const [settled] = useDebouncedValue(search.trim(), RESTS_MS);
  const asksMore = isAsked && settled !== '' && needsSearch(whole.data, settled);
  const found = accountListQuery(connection, list, input, settled);
  const more = useQuery({ ...found, enabled: asksMore });
  const extra = asksMore ? more.data : undefined;
  return {
    source,
    items: source.ready ? joined(extra, whole.data) : undefined,
    isLoading: isAsked && (whole.isFetching || (asksMore && more.isFetching)),
    problem: source.ready ? (whole.error ?? (asksMore ? more.error : null)) : null,
    readAt: whole.dataUpdatedAt,
    refresh: () => void whole.refetch(),
  };
}

function needsSearch(items: readonly ListChoice[] | undefined, search: string): boolean {
  if (items === undefined) return false;
  return items.length >= MAY_BE_CUT || matching(items, search).length === 0;
}

function joined(
  first: readonly ListChoice[] | undefined,
  then: readonly ListChoice[] | undefined,
): readonly ListChoice[] | undefined {
  if (first === undefined || then === undefined) return first ?? then;
  const there = new Set(first.map(({ value }) => value));
  return [...first, ...then.filter(({ value }) => !there.has(value))];
}

/** The choices that contain each word that is looked for. */
export function matching(items: readonly ListChoice[], search: string): readonly ListChoice[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return items;
  return items.filter(({ value, label, note = '', group = '' }) => {
    const text = `${label} ${value} ${note} ${group}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** The id that somebody typed, or that stands in the address they pasted. */
export function typedId({ paste }: Use, typed: string): string {
  const text = typed.trim();
  return (paste === undefined ? undefined : compilePattern(paste).capture(text)) ?? text;
}
