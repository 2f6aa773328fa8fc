import { previewMapping, type MappingPreview } from '@millrace/mapping';
import { mappingForm, type Field, type Mapping } from '@millrace/model';
import { createContext, useContext, useEffect, useMemo, useState } from 'react';
import { useMappingScope } from './mapping-scope.tsx';

/** An error is shown once typing has rested this long. */
const RESTS_MS = 500;

/**
 * True where fields say what finding nothing means: a required one fails, an optional one is left
 * out. Elsewhere finding nothing is always an error.
 */
export const FieldsDecide = createContext(false);

/** The field that says how its mapping is evaluated, where fields do. */
export function useDecidingField(field: Field): Field | undefined {
  return useContext(FieldsDecide) ? field : undefined;
}

export type ShownPreview = MappingPreview | 'typing' | undefined;

/** What a field gives for the sample; `typing` while an error waits for the typing to rest. */
export function usePreview(mapping: Mapping | undefined, field: Field | undefined): ShownPreview {
  const { data } = useMappingScope();
  const preview = useMemo(
    () => (isComputed(mapping) ? previewMapping(mapping, data, { field }) : undefined),
    [mapping, data, field],
  );
  const [settled, setSettled] = useState(preview);
  const waits = preview?.ok === false && preview !== settled;
  useEffect(() => {
    if (!waits) return undefined;
    const timer = setTimeout(() => setSettled(preview), RESTS_MS);
    return () => clearTimeout(timer);
  }, [waits, preview]);
  return waits ? 'typing' : preview;
}

/** Only what is computed needs a preview; a literal already shows itself. */
function isComputed(mapping: Mapping | undefined): mapping is Mapping {
  if (mapping === undefined) return false;
  const form = mappingForm(mapping);
  if (form === 'object' || form === 'list')
    return /"\$(path|template|each|object|merge|pick)"/.test(JSON.stringify(mapping));
  return form !== 'literal' && form !== 'value';
}
