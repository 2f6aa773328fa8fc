import { AppError, type Slice } from '@millrace/model';
import type { Action, Connector } from '../define.ts';
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
