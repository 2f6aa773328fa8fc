import { isJsonObject, type Field, type Use } from '@millrace/model';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { accountShapeQuery } from '../../api/connection-lists.ts';
import { accountSource, type AccountSource } from './account-source.ts';
import { useAccount } from './account.ts';
import type { FieldPlace } from './field-note.ts';

export interface Members {
  source: AccountSource;
  /** The fields of the account: those the step keeps, or else those just read. */
  fields: readonly Field[] | undefined;
  isLoading: boolean;
  problem: Error | null;
  /** When they were read, as an instant; undefined while there are none. */
  readAt: string | undefined;
  /** What reading them again changed, in words. */
  changed: string | undefined;
  /** Reads them again and keeps them with the step. */
  refresh: () => void;
  /** To be called right before an edit of a member: the step then keeps its fields. */
  beforeEdit: () => void;
}

/** The members of an object that the account defines. */
export function useMembers(use: Use, key: string): Members {
  const account = useAccount();
  const source = accountSource(use, account);
  const kept = account.kept[key];
  const at = source.ready ? source : { connection: '', input: {} };
  const shape = accountShapeQuery(at.connection, use.shape ?? '', at.input);
  const isAsked = source.ready && kept === undefined;
  const query = useQuery({ ...shape, enabled: isAsked });
  const [changed, setChanged] = useState<string>();
  const { keepAwaited, keep } = account;
  const arrived = isAsked ? query.data : undefined;
  useEffect(() => {
    if (arrived !== undefined) keepAwaited(key, arrived);
  }, [arrived, keepAwaited, key]);
  return {
    source,
    fields: kept?.fields ?? arrived,
    isLoading: source.ready && query.isFetching,
    problem: source.ready ? query.error : null,
    readAt: readAtOf(kept?.at, source.ready ? query.dataUpdatedAt : 0),
    changed,
    refresh: () => {
      void query.refetch().then(({ data }) => {
        if (data === undefined) return;
        setChanged(changeText(kept?.fields, data));
        keep(key, data);
      });
    },
    beforeEdit: () => {
      if (arrived !== undefined) account.keepWithEdit(key, arrived);
    },
  };
}

/** The key under which a step keeps the members of an input: that of the field, not of its position. */
export function keptKey(field: Field, place: FieldPlace | undefined): string {
  const names = place?.filter((part) => typeof part === 'string');
  return names?.at(-1) ?? field.key;
}

function readAtOf(kept: string | undefined, read: number): string | undefined {
  if (read === 0) return kept;
  const at = new Date(read).toISOString();
  return kept === undefined || kept < at ? at : kept;
}

function changeText(before: readonly Field[] | undefined, after: readonly Field[]): string {
  if (before === undefined) return `${after.length} fields read.`;
  const added = after.filter(({ key }) => !before.some((field) => field.key === key));
  const gone = before.filter(({ key }) => !after.some((field) => field.key === key));
  const parts = [
    ...(added.length > 0 ? [`New: ${namesOf(added)}.`] : []),
    ...(gone.length > 0 ? [`Not there any more: ${namesOf(gone)}.`] : []),
  ];
  return parts.length > 0 ? parts.join(' ') : 'Read again: nothing was added, nothing has gone.';
}

function namesOf(fields: readonly Field[]): string {
  return fields.map(({ label }) => label).join(', ');
}

/** The members whose fields are drawn: those with a value, those needed, and the first of the others. */
export function drawnMembers(
  fields: readonly Field[],
  given: object,
  opened: ReadonlySet<string>,
): Field[] {
  if (fields.length <= MOST_DRAWN) return [...fields];
  let room = FIRST_DRAWN;
  return fields.filter((field) => {
    const wanted =
      field.required === true ||
      opened.has(field.key) ||
      (isJsonObject(given) && Object.hasOwn(given, field.key));
    if (!wanted) room -= 1;
    return wanted || room >= 0;
  });
}

/** All are drawn up to this many: an account with 200 fields would make a long form of few values. */
const MOST_DRAWN = 12;
const FIRST_DRAWN = 6;
