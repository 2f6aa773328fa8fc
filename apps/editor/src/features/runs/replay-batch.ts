import { isTerminal, type ReplayBatchRequest, type RunStatus } from '@millrace/model';
import type { RunFilter } from '../../api/runs.ts';

/** Most runs a batch starts a second. */
export const MOST_RATE = 1_000;

/** What the dialog asks; times are instants, or empty. */
export interface BatchForm {
  flow: string;
  status: RunStatus[];
  after: string;
  before: string;
  version: 'original' | 'newest';
  rate: number;
}

/** The dialog for the runs that are listed. Runs that go on cannot be replayed. */
export function startForm({ flow, status }: RunFilter): BatchForm {
  const wanted = status !== undefined && isTerminal(status) ? status : 'failed';
  return { flow: flow ?? '', status: [wanted], after: '', before: '', version: 'newest', rate: 10 };
}

/** What keeps the batch from being started, by field. */
export function batchFaults(form: BatchForm): { flow?: string; status?: string; before?: string } {
  const { flow, status, after, before } = form;
  const isBackwards = after !== '' && before !== '' && Date.parse(before) <= Date.parse(after);
  return {
    ...(flow === '' ? { flow: 'Choose a flow.' } : {}),
    ...(status.length === 0 ? { status: 'Choose at least one.' } : {}),
    ...(isBackwards ? { before: 'This is not after the other time.' } : {}),
  };
}

export function batchRequest(form: BatchForm): ReplayBatchRequest {
  const { after, before, ...rest } = form;
  return {
    ...rest,
    ...(after === '' ? {} : { after }),
    ...(before === '' ? {} : { before }),
  };
}
