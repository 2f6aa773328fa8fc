import { MantineProvider } from '@mantine/core';
import type { Field } from '@millrace/model';
import { render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { ConnectionForm, type ConnectionFormValues } from './connection-form.tsx';
import { freeName } from './free-name.ts';

const FIELDS: Field[] = [
  { key: 'api_key', label: 'API key', type: 'secret', required: true },
  { key: 'base_url', label: 'Base URL', type: 'url', advanced: true },
];

function show(stored: string[]) {
  const submitted: ConnectionFormValues[] = [];
  render(
    <MantineProvider env="test">
      <ConnectionForm
        fields={FIELDS}
        stored={stored}
        name="mailchimp"
        submitLabel="Save"
        pending={false}
        problem={null}
        onSubmit={(values) => submitted.push(values)}
      />
    </MantineProvider>,
  );
  return { submitted, user: userEvent.setup() };
}

describe('The form of a connection', () => {
  it('asks for a secret that is missing and sends nothing', async () => {
    const { submitted, user } = show([]);
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(screen.getByText('API key is needed.')).toBeDefined();
    expect(submitted).toEqual([]);
  });

  it('hides what is typed into a secret', () => {
    show([]);
    expect(screen.getByLabelText(/API key/).getAttribute('type')).toBe('password');
  });

  it('leaves a kept secret alone when its field stays empty', async () => {
    const { submitted, user } = show(['api_key']);
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(submitted).toEqual([{ name: 'mailchimp', values: {} }]);
  });

  it('sends what was filled in, without the spaces around it', async () => {
    const { submitted, user } = show([]);
    await user.type(screen.getByLabelText(/API key/), ' key-us1 ');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(submitted).toEqual([{ name: 'mailchimp', values: { api_key: 'key-us1' } }]);
  });
});

describe('The name proposed for a connection', () => {
  it('is free', () => {
    expect(freeName('shop', [])).toBe('shop');
    expect(freeName('shop', ['shop', 'shop-2'])).toBe('shop-3');
  });
});
