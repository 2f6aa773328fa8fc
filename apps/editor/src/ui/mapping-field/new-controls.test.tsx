import { MantineProvider } from '@mantine/core';
import type { Field, Mapping } from '@millrace/model';
import { fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { literalFault } from './literal-fault.ts';
import { MappingField } from './mapping-field.tsx';
import { MappingScopeProvider, useMappingScope } from './mapping-scope.tsx';
import { isShown } from './shown.ts';

function open(field: Field, first?: Mapping) {
  let value: Mapping | undefined;
  function Form() {
    const [held, setHeld] = useState<Mapping | undefined>(first);
    const { target } = useMappingScope();
    value = held;
    return (
      <>
        <MappingField field={field} value={held} onChange={setHeld} />
        <button onClick={() => target?.insert('$.trigger.files[0]')}>pick</button>
      </>
    );
  }
  render(
    <MantineProvider env="test">
      <MappingScopeProvider data={{}}>
        <Form />
      </MappingScopeProvider>
    </MantineProvider>,
  );
  return () => value;
}

const SENDER: Field = {
  key: 'sender',
  label: 'Sender',
  type: 'union',
  options: {
    number: { key: 'number', label: 'A number', type: 'string' },
    service: { key: 'service', label: 'A service', type: 'string' },
  },
};

describe('a value that is given in one of several ways', () => {
  it('holds the chosen way alone, and gives back what was there', () => {
    const value = open(SENDER);
    fireEvent.click(screen.getByText('A number'));
    fireEvent.change(screen.getByRole('textbox', { name: 'A number' }), {
      target: { value: '+1555' },
    });
    expect(value()).toEqual({ number: '+1555' });
    fireEvent.click(screen.getByText('A service'));
    expect(value()).toEqual({ service: '' });
    fireEvent.click(screen.getByRole('radio', { name: 'A number' }));
    expect(value()).toEqual({ number: '+1555' });
    fireEvent.click(screen.getByText('Not set'));
    expect(value()).toBeUndefined();
  });

  it('shows what is none of the ways as it is written', () => {
    open(SENDER, { other: 1 });
    expect(screen.getByRole('textbox', { name: 'Sender' })).toHaveProperty(
      'value',
      '{\n  "other": 1\n}',
    );
  });
});

describe('a file', () => {
  it('comes from the data', () => {
    const value = open({ key: 'file', label: 'Attachment', type: 'file' });
    fireEvent.click(screen.getByText('Choose a file from the data'));
    fireEvent.click(screen.getByText('pick'));
    expect(value()).toEqual({ $path: '$.trigger.files[0]' });
  });
});

describe('what is said of a field', () => {
  it('is its unit, and why it goes out of use', () => {
    const deprecated = 'Use Duration.';
    open({ key: 'wait', label: 'Wait', type: 'integer', unit: 'minutes', deprecated });
    expect(screen.getByLabelText('Wait in minutes')).toBeDefined();
    expect(screen.getByText(/Going out of use: Use Duration\./)).toBeDefined();
  });

  it.each<[Partial<Field>, Mapping, string | undefined]>([
    [{ type: 'time' }, '25:00', 'V takes a time such as 08:30.'],
    [{ type: 'time' }, '08:30', undefined],
    [{ type: 'datetime' }, 'soon', 'V takes a time such as 2026-01-31T12:00:00Z.'],
    [{ type: 'datetime' }, { $path: '$.trigger.body.at' }, undefined],
    [{ type: 'integer', min: 1 }, 0, 'V takes at least 1.'],
    [{ type: 'string', max: 3 }, 'long', 'V takes at most 3 characters.'],
    [{ type: 'list', max: 1 }, ['a', 'b'], 'V takes at most 1 items.'],
    [{ type: 'string', min: 3 }, '', undefined],
  ])('of %j holding %j is %s', (field, value, said) => {
    expect(literalFault({ key: 'v', label: 'V', type: 'string', ...field }, value)).toBe(said);
  });
});

describe('a field that is shown for some values beside it', () => {
  const field: Field = {
    key: 'name',
    label: 'Name',
    type: 'string',
    show_when: { all: [{ left: { $path: '$.kind' }, op: 'equals', right: 'custom' }] },
  };

  it('is hidden for others, and shown when they come from the data', () => {
    expect(isShown(field, { kind: 'custom' })).toBe(true);
    expect(isShown(field, { kind: 'usual' })).toBe(false);
    expect(isShown(field, {})).toBe(false);
    expect(isShown(field, { kind: { $path: '$.trigger.body.kind' } })).toBe(true);
  });

  it('is hidden in an object too', () => {
    const mode: Field = { key: 'kind', label: 'Kind', type: 'string' };
    open({ key: 'o', label: 'Object', type: 'object', fields: [mode, field] });
    expect(screen.queryByLabelText('Name')).toBeNull();
    fireEvent.change(screen.getByLabelText('Kind'), { target: { value: 'custom' } });
    expect(screen.getByLabelText('Name')).toBeDefined();
  });
});
