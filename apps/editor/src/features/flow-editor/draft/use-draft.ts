import type { Flow, FlowDocument } from '@millrace/model';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useReducer,
  useState,
  useSyncExternalStore,
} from 'react';
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
  /** Writes at once what waits, until the server has what is on the screen or a write failed. */
  flush: () => Promise<SaveState>;
  /**
   * Does something with the draft on the screen once the server has exactly that; `etag` names it.
   * Rejects with the reason when it could not be saved.
   */
  whileSaved: <R>(act: (etag: string) => Promise<R>) => Promise<R>;
  /** Resolves once the server has what is on the screen; rejects with the reason when it cannot. */
  saved: () => Promise<void>;
  /** Names the draft the server has. */
  etag: () => string;
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
  const fetchFresh = () => queryClient.query({ ...flowQuery(flow.id), staleTime: 0 });
  const [saver] = useState(
    () =>
      new DraftSaver(flow, {
        read: fetchFresh,
        write: async (draft) => {
          const saved = await mutateAsync(draft);
          queryClient.setQueryData(flowKey(flow.id), { ...saved, document: draft.document });
          return saved;
        },
      }),
  );
  const save = useSyncExternalStore(saver.autosave.subscribe, saver.autosave.state);

  const document = history.present;
  // Before the next event is handled: whatever is pressed then finds what is on the screen.
  useLayoutEffect(() => saver.autosave.changed(document), [document, saver]);

  const take = useCallback(
    (fresh: Flow) => {
      saver.take(fresh);
      dispatch({ type: 'reset', to: fresh.document });
    },
    [saver],
  );
  useEffect(() => {
    if (saver.isOvertaken(flow)) take(flow);
  }, [flow, saver, take, save.kind]);

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
    whileSaved: (act) => saver.autosave.whileSaved(() => act(saver.etag)),
    saved: () => saver.autosave.whileSaved(() => Promise.resolve()),
    etag: () => saver.etag,
    retry: () => void saver.autosave.retry(),
    overwrite: async () => saver.overwrite(await fetchFresh()),
    reload: async () => take(await fetchFresh()),
  };
}
