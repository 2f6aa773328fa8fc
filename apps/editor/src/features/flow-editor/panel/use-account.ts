import { documentEquals, type ActionStep, type Field, type KeptShape } from '@millrace/model';
import { useEffect, useMemo, useRef } from 'react';
import type { Account } from '../../../ui/mapping-field/account.ts';
import { useEditor } from '../editor-context.ts';
import type { KnownAction } from '../graph/catalogue.ts';
import { shapesReading, withKept, withoutKept } from './kept-shapes.ts';

export interface StepAccount {
  account: Account;
  /** The step after an edit: fields that were read are kept, and those of another choice are dropped. */
  edited: (next: ActionStep, key: string, about: string) => ActionStep;
}

/** The account that an action works with, and the fields of it that the step keeps. */
export function useAccountOf(step: ActionStep, { connector, action }: KnownAction): StepAccount {
  const { connections, readOnly, actions } = useEditor();
  const awaited = useRef(new Map<string, string>());
  const read = useRef(new Map<string, readonly Field[]>());
  const connection = connections?.find(({ name }) => name === step.connection)?.id;
  const blocked = blockedBy(step, connector.name, readOnly);
  const { input, shape = NONE } = step;
  const keep = (key: string, fields: readonly Field[], about = `${step.id} fields`) => {
    if (documentEquals(step.shape?.[key]?.fields, fields)) return;
    actions.replace(withKept(step, key, fields, new Date()), about);
  };
  const latest = useRef(keep);
  useEffect(() => {
    latest.current = keep;
  });
  const account = useMemo<Account>(
    () => ({
      application: connector.name,
      connection,
      blocked,
      input,
      fields: action.input,
      kept: shape,
      keep: (key, fields) => latest.current(key, fields),
      keepAwaited: (key, fields) => {
        const about = awaited.current.get(key);
        // One undo takes back both: what was chosen, and the fields that came with it.
        if (awaited.current.delete(key)) latest.current(key, fields, about);
      },
      keepWithEdit: (key, fields) => read.current.set(key, fields),
    }),
    [connector.name, connection, blocked, input, action.input, shape],
  );
  return {
    account,
    edited: (next, key, about) => {
      const kept = [...read.current].reduce(
        (edit, [name, fields]) => withKept(edit, name, fields, new Date()),
        next,
      );
      read.current.clear();
      const stale = shapesReading(action.input, key, next);
      for (const name of stale) awaited.current.set(name, about);
      return withoutKept(kept, stale);
    },
  };
}

const NONE: Readonly<Record<string, KeptShape>> = {};

function blockedBy(step: ActionStep, name: string, readOnly: boolean): string | undefined {
  if (readOnly) return 'The account is asked only while editing.';
  return step.connection === undefined
    ? `Choose a ${name} connection above to choose from your account.`
    : undefined;
}
