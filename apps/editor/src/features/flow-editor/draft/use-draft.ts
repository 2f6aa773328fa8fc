import type { Flow, FlowDocument } from '@millrace/model';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useReducer, useState, useSyncExternalStore } from 'react';
import { flowKey, flowQuery, saveDraft } from '../../../api/flows.ts';
import type { SaveState } from './autosave.ts';
import { DraftSaver } from './draft-saver.ts';
import { historyReducer, startHistory } from './history.ts';

export interface Draft {
  document: FlowDocument;
  /** `about` names what is edited, so that typing in one place is one undo. */
  edit: (to: FlowDocument, about?: string) => void;
  undo: () => void;
  redo: () => void;
  canUndo: boolean;
  canRedo: boolean;
  save: SaveState;
  /** Writes at once what waits. */
  flush: () => Promise<SaveState>;
  /** Writes again after a failure. */
  retry: () => void;
  /** After a conflict: writes this draft over what someone else saved. */
  overwrite: () => Promise<void>;
  /** After a conflict, or after a version was restored: takes what the server has. */
  reload: () => Promise<void>;
}

/** The draft of a flow with undo, saved by itself. */
export function useDraft(flow: Flow): Draft {
  const [history, dispatch] = useReducer(historyReducer<FlowDocument>, flow.document, startHistory);
  const queryClient = useQueryClient();
  const { mutateAsync } = useMutation(saveDraft);
  const [saver] = useState(
    () =>
      new DraftSaver(flow, async (draft) => {
        const saved = await mutateAsync(draft);
        queryClient.setQueryData(flowKey(flow.id), { ...saved, document: draft.document });
        return saved;
      }),
  );
  const save = useSyncExternalStore(saver.autosave.subscribe, saver.autosave.state);

  const document = history.present;
  useEffect(() => saver.changed(document), [document, saver]);

  const take = useCallback(
    (fresh: Flow) => {
      saver.take(fresh);
      dispatch({ type: 'reset', to: fresh.document });
    },
    [saver],
  );
  useEffect(() => {
    if (saver.isOvertaken(flow)) take(flow);
  }, [flow, saver, take]);

  const fetchFresh = () => queryClient.query({ ...flowQuery(flow.id), staleTime: 0 });
  return {
    document,
    edit: (to, about) =>
      dispatch({ type: 'edit', to, at: Date.now(), ...(about === undefined ? {} : { about }) }),
    undo: () => dispatch({ type: 'undo' }),
    redo: () => dispatch({ type: 'redo' }),
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    save,
    flush: () => saver.autosave.flush(),
    retry: () => void saver.autosave.retry(),
    overwrite: async () => saver.overwrite(await fetchFresh()),
    reload: async () => take(await fetchFresh()),
  };
}
