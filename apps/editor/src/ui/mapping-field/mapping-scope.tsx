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

/** The field a value picked from the data goes to. */
export interface PickTarget {
  id: string;
  label: string;
  insert: (path: string) => void;
}

interface MappingScope {
  /** What mappings are previewed against. */
  data: JsonValue;
  target: PickTarget | undefined;
  setTarget: (target: PickTarget | undefined) => void;
}

const MappingScopeContext = createContext<MappingScope>({
  data: {},
  target: undefined,
  setTarget: () => undefined,
});

/** Gives the fields inside it data to preview against, and one of them to the data picker. */
export function MappingScopeProvider({ data, children }: { data: JsonValue; children: ReactNode }) {
  const [target, setTarget] = useState<PickTarget>();
  const scope = useMemo(() => ({ data, target, setTarget }), [data, target]);
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
