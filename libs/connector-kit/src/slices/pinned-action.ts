import { AppError, type Slice } from '@millrace/model';
import type { Action, Connector, HookRegistrar } from '../define.ts';
import { connectorOf } from '../interpreter/manifest-connector.ts';
import { withSlice } from './slice.ts';

/**
 * The action of a kept slice, ready to run with accounts of its connector. Throws ACTION_NOT_FOUND
 * when the connector became one that is code, and HOST_NOT_ALLOWED.
 */
export function pinnedAction({ document }: Connector, slice: Slice): Action {
  const action =
    document === undefined
      ? undefined
      : connectorOf(withSlice(document, slice)).actions.get(slice.id);
  if (action !== undefined) return action;
  throw new AppError('ACTION_NOT_FOUND', { id: `${slice.connector}.${slice.id}` });
}

/** The set-up of a kept trigger's webhook; undefined where it has none. Throws HOST_NOT_ALLOWED. */
export function pinnedRegistrar({ document }: Connector, slice: Slice): HookRegistrar | undefined {
  if (document === undefined) return undefined;
  return connectorOf(withSlice(document, slice)).registrar?.(slice.id);
}
