import { MantineProvider } from '@mantine/core';
import type { Field, Mapping } from '@millrace/model';
import { fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { MappingField } from './mapping-field.tsx';
import { MappingScopeProvider, useMappingScope } from './mapping-scope.tsx';

const DATA = { trigger: { body: { email: 'ada@example.com', total: '29.35' } } };

/** A form of one field with a button that picks a value for it, as the data picker does. */
function Form({
  field,
  first,
  onValue,
}: {
  field: Field;
  first?: Mapping;
  onValue: (v: unknown) => void;
}) {
  const [value, setValue] = useState<Mapping | undefined>(first);
  onValue(value);
  return (
    <MantineProvider env="test">
      <MappingScopeProvider data={DATA}>
        <MappingField field={field} value={value} onChange={setValue} />
        <Pick path="$.trigger.body.email" />
      </MappingScopeProvider>
    </MantineProvider>
  );
}

function Pick({ path }: { path: string }) {
  const { target } = useMappingScope();
  return <button onClick={() => target?.insert(path)}>pick for {target?.label ?? 'nobody'}</button>;
}

function open(field: Partial<Field>, first?: Mapping) {
  let value: unknown;
  const whole: Field = { key: 'k', label: 'Value', type: 'string', ...field };
  render(
    <Form
      field={whole}
      {...(first === undefined ? {} : { first })}
      onValue={(next) => {
        value = next;
      }}
    />,
  );
  return { value: () => value };
}

function typed(box: HTMLElement, text: string): void {
  fireEvent.change(box, { target: { value: text } });
}

describe('a field that takes typed and picked values', () => {
  it('holds what is typed as a literal', () => {
    const { value } = open({});
    typed(screen.getByLabelText('Value'), 'hello');
    expect(value()).toBe('hello');
  });

  it('keeps showing what was typed while it means the same number', () => {
    const { value } = open({ type: 'number' });
    const box = screen.getByLabelText('Value');
    typed(box, '1.0');
    expect(value()).toBe(1);
    expect(box).toHaveProperty('value', '1.0');
    typed(box, '1.05');
    expect(value()).toBe(1.05);
  });

  it('takes a picked value whole and shows what it is in the sample', () => {
    const { value } = open({});
    fireEvent.focus(screen.getByLabelText('Value'));
    fireEvent.click(screen.getByText('pick for Value'));
    expect(value()).toEqual({ $path: '$.trigger.body.email' });
    expect(screen.getByText('"ada@example.com"')).toBeDefined();
  });

  it('puts a picked value into the text at the caret', () => {
    const { value } = open({}, 'To: .');
    const box = screen.getByLabelText<HTMLTextAreaElement>('Value');
    fireEvent.focus(box);
    box.setSelectionRange(4, 4);
    fireEvent.select(box);
    fireEvent.click(screen.getByText('pick for Value'));
    expect(value()).toEqual({ $template: 'To: {{trigger.body.email}}.' });
  });

  it('puts the next one behind the one before', () => {
    const { value } = open({}, 'To: .');
    const box = screen.getByLabelText<HTMLTextAreaElement>('Value');
    fireEvent.focus(box);
    box.setSelectionRange(4, 4);
    fireEvent.select(box);
    fireEvent.click(screen.getByText('pick for Value'));
    fireEvent.click(screen.getByText('pick for Value'));
    expect(value()).toEqual({ $template: 'To: {{trigger.body.email}}{{trigger.body.email}}.' });
  });

  it('puts a picked value into written JSON at the caret, and keeps what was written', () => {
    const { value } = open({ type: 'json' }, { to: 'Dear you', n: 1 });
    const box = screen.getByLabelText<HTMLTextAreaElement>('Value');
    fireEvent.focus(box);
    const at = box.value.indexOf(' you');
    box.setSelectionRange(at, at + 4);
    fireEvent.select(box);
    fireEvent.click(screen.getByText('pick for Value'));
    expect(value()).toEqual({ to: { $template: 'Dear{{trigger.body.email}}' }, n: 1 });
  });

  it('takes a picked value into empty JSON as a whole', () => {
    const { value } = open({ type: 'json' });
    fireEvent.focus(screen.getByLabelText('Value'));
    fireEvent.click(screen.getByText('pick for Value'));
    expect(value()).toEqual({ $path: '$.trigger.body.email' });
  });

  it('is emptied by the button beside a picked value', () => {
    const { value } = open({}, { $path: '$.trigger.body.email' });
    fireEvent.click(screen.getByLabelText('Clear Value'));
    expect(value()).toBeUndefined();
  });

  it('says where there is nothing, and what to do', () => {
    open({}, { $path: '$.trigger.body.emial' });
    expect(screen.getByText(/There is nothing at .*Did you mean "email"\?/)).toBeDefined();
  });

  it('takes a list item by item', () => {
    const { value } = open({ type: 'list', items: { key: 'i', label: 'Tag', type: 'string' } });
    fireEvent.click(screen.getByText('Add tag'));
    typed(screen.getByLabelText('Tag 1'), 'vip');
    expect(value()).toEqual(['vip']);
    fireEvent.click(screen.getByLabelText('Remove Tag 1'));
    expect(value()).toBeUndefined();
  });

  it('takes over JSON only once it can be read', () => {
    const { value } = open({ type: 'json' });
    const box = screen.getByLabelText('Value');
    typed(box, '{"a": ');
    expect(value()).toBeUndefined();
    expect(screen.getByText(/Not taken over yet/)).toBeDefined();
    typed(box, '{"a": 1}');
    expect(value()).toEqual({ a: 1 });
  });
});

describe('the options of a value', () => {
  async function choose(label: string): Promise<void> {
    fireEvent.click(screen.getByLabelText('Options of Value'));
    fireEvent.click(await screen.findByText(label));
  }

  it('take the first of many', async () => {
    const { value } = open({}, { $path: '$.trigger.body[*]' });
    await choose('The first');
    expect(value()).toEqual({ $path: '$.trigger.body[*]', take: 'first' });
    expect(screen.getByText('"ada@example.com"')).toBeDefined();
    expect(screen.getByText('first found')).toBeDefined();
  });

  it('let null and empty text count as nothing, and back', async () => {
    const path = { $path: '$.trigger.body.email', missing: { default: 'x' } };
    const { value } = open({}, path);
    await choose('Also when it is null or empty');
    expect(value()).toEqual({ ...path, empty: 'missing' });
    expect(screen.getByLabelText('When there is nothing, or it is empty, use')).toBeDefined();
  });

  it('offer no first one where a path finds one value', () => {
    open({}, { $path: '$.trigger.body.email' });
    fireEvent.click(screen.getByLabelText('Options of Value'));
    expect(screen.queryByText('Of the values it finds')).toBeNull();
  });
});
