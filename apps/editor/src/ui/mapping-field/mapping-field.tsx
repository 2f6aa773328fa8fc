import { type Field, type Mapping } from '@millrace/model';
import { useId, useRef, useState } from 'react';
import { BooleanControl } from './boolean-control.tsx';
import { ChoiceControl } from './choice-control.tsx';
import { FieldFrame } from './field-frame.tsx';
import { fieldShape, type FieldShape } from './field-shape.ts';
import { JsonControl } from './json-control.tsx';
import { ListControl } from './list-control.tsx';
import { MapControl } from './map-control.tsx';
import { usePickTarget } from './mapping-scope.tsx';
import { insertPath, type Caret } from './mapping-text.ts';
import { ObjectControl } from './object-control.tsx';
import { PathControl } from './path-control.tsx';
import { SecretControl } from './secret-control.tsx';
import { TextControl } from './text-control.tsx';

export interface MappingFieldProps {
  field: Field;
  value: Mapping | undefined;
  /** Undefined when the field is emptied. */
  onChange: (value: Mapping | undefined) => void;
  /** What is wrong with it, in words. */
  error?: string | undefined;
  /** True when a label beside it already names it. */
  hideLabel?: boolean;
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
  json: JsonControl,
};

/** A field whose value may be typed, picked from data, or text around picked values. */
export function MappingField({ field, value, onChange, error, hideLabel }: MappingFieldProps) {
  const id = useId();
  const caret = useRef<Caret>(undefined);
  const [settled, setSettled] = useState(0);
  const shape = fieldShape(field, value);
  const { aimed, aim } = usePickTarget(field.label, (path) => {
    const next = insertPath(value, path, field.type, caret.current);
    caret.current = undefined;
    onChange(next);
    setSettled((count) => count + 1);
  });
  const Control = CONTROLS[shape];
  const descriptions = [
    field.help === undefined ? '' : `${id}-help`,
    error === undefined ? '' : `${id}-error`,
  ].filter((part) => part !== '');
  return (
    <FieldFrame
      id={id}
      field={field}
      value={value}
      shape={shape}
      error={error}
      hideLabel={hideLabel ?? false}
      onChange={onChange}
      onAim={aim}
    >
      <Control
        key={`${shape} ${shape === 'json' ? settled : ''}`}
        id={id}
        field={field}
        value={value}
        onChange={onChange}
        aimed={aimed}
        onFocus={aim}
        onCaret={(at) => {
          caret.current = at;
        }}
        invalid={error !== undefined}
        describedBy={descriptions.length === 0 ? undefined : descriptions.join(' ')}
        ariaLabel={hideLabel === true || isGroup(shape) ? field.label : undefined}
      />
    </FieldFrame>
  );
}

/** Controls of several parts are named as a group; a label can only name one input. */
function isGroup(shape: FieldShape): boolean {
  return ['list', 'object', 'map', 'boolean', 'path'].includes(shape);
}
