import { type Field, type Mapping } from '@millrace/model';
import { useId, useRef, useState } from 'react';
import { BooleanControl } from './boolean-control.tsx';
import { ChoiceControl } from './choice-control.tsx';
import { FieldFrame } from './field-frame.tsx';
import { literalFault } from './literal-fault.ts';
import { faultRange, faultyText, type FaultRange } from './fault.ts';
import type { FieldNote, FieldPlace } from './field-note.ts';
import { fieldShape, type FieldShape } from './field-shape.ts';
import { FileControl } from './file-control.tsx';
import { JsonControl } from './json-control.tsx';
import { ListControl } from './list-control.tsx';
import { MapControl } from './map-control.tsx';
import { useMappingScope, usePickTarget } from './mapping-scope.tsx';
import { caretAfter, insertPath, type Caret } from './mapping-text.ts';
import { ObjectControl } from './object-control.tsx';
import { PathControl } from './path-control.tsx';
import { SecretControl } from './secret-control.tsx';
import { TextControl } from './text-control.tsx';
import { UnionControl } from './union-control.tsx';
import { useHelpers } from './use-helpers.ts';
import { useDecidingField, usePreview, type ShownPreview } from './use-preview.ts';

export interface MappingFieldProps {
  field: Field;
  value: Mapping | undefined;
  /** Undefined when the field is emptied. */
  onChange: (value: Mapping | undefined) => void;
  /** What is wrong with it, in words. */
  error?: string | undefined;
  /** True when a label beside it already names it. */
  hideLabel?: boolean;
  /** Where it stands in its step, for what is to be said of it. */
  place?: FieldPlace | undefined;
}

/** What every control of a field gets. */
export interface ControlProps {
  id: string;
  field: Field;
  value: Mapping | undefined;
  onChange: (value: Mapping | undefined) => void;
  /** True when picked values go here. */
  aimed: boolean;
  onFocus: () => void;
  onCaret: (caret: Caret) => void;
  invalid: boolean;
  /** The ids of its help and error, for screen readers. */
  describedBy: string | undefined;
  /** The name of the field when no visible label names it. */
  ariaLabel: string | undefined;
  place: FieldPlace | undefined;
  /** The part of its text that is wrong. */
  fault: FaultRange | undefined;
  /** Takes what the control itself does with a picked value; without it the value goes in its place. */
  onInserts: (insert: ((path: string) => void) | undefined) => void;
  /** What is being written and not taken over yet; it is previewed in the place of the value. */
  onDraft: (draft: Mapping | undefined) => void;
}

const CONTROLS: Readonly<Record<FieldShape, (props: ControlProps) => React.ReactNode>> = {
  path: PathControl,
  text: TextControl,
  secret: SecretControl,
  boolean: BooleanControl,
  choice: ChoiceControl,
  list: ListControl,
  object: ObjectControl,
  map: MapControl,
  union: UnionControl,
  file: FileControl,
  json: JsonControl,
};

/** A field whose value may be typed, picked from data, or text around picked values. */
export function MappingField(props: MappingFieldProps) {
  const { field, value, onChange, error, hideLabel, place } = props;
  const id = useId();
  const caret = useRef<Caret>(undefined);
  const [settled, setSettled] = useState(0);
  const shape = fieldShape(field, value);
  const inserts = useRef<(path: string) => void>(undefined);
  const { aimed, aim } = usePickTarget(field.label, (path) => {
    if (inserts.current !== undefined) return inserts.current(path);
    const next = insertPath(value, path, field.type, caret.current);
    caret.current = caretAfter(value, next, caret.current);
    onChange(next);
    setSettled((count) => count + 1);
  });
  const deciding = useDecidingField(field);
  const [draft, setDraft] = useState<Mapping>();
  const shown = draft ?? value;
  const preview = usePreview(shown, deciding);
  const { notes: notesAt } = useMappingScope();
  const unfit = error ?? literalFault(field, value);
  const notes =
    place === undefined || draft !== undefined ? NO_NOTES : notesAt(place, !hasFields(shape));
  const helpers = useHelpers(id, value, onChange, caret);
  const Control = CONTROLS[shape];
  const invalid = unfit !== undefined || notes.some(({ severity }) => severity === 'error');
  const described = [
    [`${id}-help`, field.help !== undefined],
    [`${id}-error`, unfit !== undefined],
    [`${id}-said`, notes.length > 0 || (typeof preview === 'object' && !preview.ok)],
  ] as const;
  const describedBy = described.flatMap(([part, there]) => (there ? part : []));
  return (
    <FieldFrame
      {...{ id, field, value, shown, shape, preview, notes, deciding, onChange, helpers }}
      error={unfit}
      hideLabel={hideLabel ?? false}
      onAim={aim}
    >
      <Control
        key={`${shape} ${shape === 'json' ? settled : ''}`}
        {...{ id, field, value, onChange, aimed, invalid, place }}
        onFocus={aim}
        onInserts={(insert) => {
          inserts.current = insert;
        }}
        onCaret={(at) => {
          caret.current = at;
        }}
        describedBy={describedBy.length === 0 ? undefined : describedBy.join(' ')}
        ariaLabel={hideLabel === true || isGroup(shape) ? field.label : undefined}
        fault={faultOf(shown, preview, notes)}
        onDraft={setDraft}
      />
    </FieldFrame>
  );
}

/** What to mark in the text of a mapping. */
function faultOf(
  value: Mapping | undefined,
  preview: ShownPreview,
  notes: readonly FieldNote[],
): FaultRange | undefined {
  const text = faultyText(value);
  const position =
    typeof preview === 'object' && !preview.ok
      ? preview.position
      : notes.find((note) => note.position !== undefined)?.position;
  if (text === undefined || position === undefined || preview === 'typing') return undefined;
  return faultRange(text, position);
}

const NO_NOTES: readonly FieldNote[] = [];

/** Controls whose members are fields, each with what is to be said of it. */
function hasFields(shape: FieldShape): boolean {
  return ['list', 'object', 'map', 'union'].includes(shape);
}

/** Controls of several parts are named as a group; a label can only name one input. */
function isGroup(shape: FieldShape): boolean {
  return ['list', 'object', 'map', 'union', 'boolean', 'path'].includes(shape);
}
