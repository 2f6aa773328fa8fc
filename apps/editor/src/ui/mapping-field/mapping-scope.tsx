import type { JsonValue } from '@millrace/model';
import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  type ReactNode,
} from 'react';
import { noNotes, type NotesAt } from './field-note.ts';
import { NO_TRIALS, type Trials } from './trial.ts';

/** The field a value picked from the data goes to. */
export interface PickTarget {
  id: string;
  label: string;
  insert: (path: string) => void;
}

/** What the fields of a form are filled from and judged by. */
interface MappingFacts {
  /** What mappings are previewed against. */
  data: JsonValue;
  /** Captured events that mappings can be tried on. */
  trials: Trials;
  /** What is to be said of a place. */
  notes: NotesAt;
}

interface MappingScope extends MappingFacts {
  target: PickTarget | undefined;
  setTarget: (target: PickTarget | undefined) => void;
  /** What is looked for in the data. */
  search: string;
  setSearch: (search: string) => void;
}

const MappingScopeContext = createContext<MappingScope>({
  data: {},
  trials: NO_TRIALS,
  notes: noNotes,
  target: undefined,
  setTarget: () => undefined,
  search: '',
  setSearch: () => undefined,
});

interface ProviderProps extends Partial<MappingFacts> {
  data: JsonValue;
  children: ReactNode;
}

/** Gives the fields inside it data to preview against, and one of them to the data picker. */
export function MappingScopeProvider(props: ProviderProps) {
  const { data, trials = NO_TRIALS, notes = noNotes, children } = props;
  const [target, setTarget] = useState<PickTarget>();
  const [search, setSearch] = useState('');
  const scope = useMemo(
    () => ({ data, trials, notes, target, setTarget, search, setSearch }),
    [data, trials, notes, target, search],
  );
  return <MappingScopeContext value={scope}>{children}</MappingScopeContext>;
}

export function useMappingScope(): MappingScope {
  return useContext(MappingScopeContext);
}

/**
 * Makes a field one that picked values can go to. Call `aim` when it is focused; it stays the
 * target until another field is, because picking itself moves the focus.
 */
export function usePickTarget(label: string, insert: (path: string) => void) {
  const id = useId();
  const { target, setTarget } = useMappingScope();
  const latest = useRef(insert);
  useEffect(() => {
    latest.current = insert;
  });
  useEffect(() => {
    return () => setTarget(undefined);
  }, [setTarget]);
  const aim = useCallback(() => {
    setTarget({ id, label, insert: (path) => latest.current(path) });
  }, [id, label, setTarget]);
  return { aimed: target?.id === id, aim };
}
