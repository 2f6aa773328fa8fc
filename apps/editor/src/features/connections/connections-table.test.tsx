import { MantineProvider } from '@mantine/core';
import { connectorInfoSchema, type Connection, type ConnectorInfo } from '@millrace/model';
import { fireEvent, render, screen, within } from '@testing-library/react';
import { QueryClientProvider } from '@tanstack/react-query';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createQueryClient } from '../../api/query-client.ts';
import { connectorsQuery } from '../../api/connectors.ts';
import { sessionKey } from '../../api/session.ts';
import { ConnectionsTable } from './connections-table.tsx';

const MAILCHIMP: ConnectorInfo = connectorInfoSchema.parse({
  id: 'mailchimp',
  name: 'Mailchimp',
  description: 'Mail.',
  icon: '<svg/>',
  color: '#241c15',
  auth: [
    { id: 'key', label: 'API key', kind: 'basic', testable: true },
    { id: 'hook', label: 'Webhooks only', kind: 'none' },
  ],
});

const AT = '2026-11-21T08:00:00Z';

function connection(over: Partial<Connection>): Connection {
  return {
    id: '01939f3a-7b21-7c4d-8e5f-000000000301',
    connector: 'mailchimp',
    name: 'news',
    auth: 'key',
    fields: [],
    status: 'ok',
    status_reason: null,
    checked_at: AT,
    expires_at: null,
    account: null,
    created_at: AT,
    updated_at: AT,
    used_by: [],
    ...over,
  };
}

function show(over: Partial<Connection>, role = 'owner') {
  const client = createQueryClient();
  client.setQueryData(connectorsQuery.queryKey, [MAILCHIMP]);
  client.setQueryData(sessionKey, { user: { role } });
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={client}>
        <ConnectionsTable connections={[connection(over)]} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return within(screen.getByRole('table', { name: 'Connections' }));
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('the health of a connection', () => {
  it('is a word, the account and when it was checked', () => {
    const table = show({ account: 'Ada’s shop' });
    expect(table.getByText('Works')).toBeDefined();
    expect(table.getByText(/Ada’s shop · checked/)).toBeDefined();
  });

  it('names the reason when it does not work', () => {
    const table = show({ status: 'failed', status_reason: 'The key is wrong.' });
    expect(table.getByText('Does not work')).toBeDefined();
    expect(table.getByText('The key is wrong.')).toBeDefined();
  });

  it('says when the token ends', () => {
    const ends = new Date(Date.now() + 3 * 86_400_000 + 60_000).toISOString();
    expect(show({ expires_at: ends }).getByText(/token ends in 3 days/)).toBeDefined();
  });

  it('is not called untested where there is nothing to test it with', () => {
    const table = show({ auth: 'hook', status: 'untested', checked_at: null });
    expect(table.getByText('Known once it is used')).toBeDefined();
    expect(table.queryByRole('button', { name: /^Test/ })).toBeNull();
  });
});

describe('what can be done with a connection', () => {
  it('is to test it again, with what to do when it fails', async () => {
    vi.stubGlobal('fetch', () =>
      Promise.resolve(
        new Response(JSON.stringify({ ok: false, message: 'No.', hint: 'Make a new key.' })),
      ),
    );
    const table = show({});
    fireEvent.click(table.getByRole('button', { name: 'Test again: news' }));
    expect(await table.findByText('Make a new key.')).toBeDefined();
  });

  it('is to connect it again once it has ended', async () => {
    const table = show({ status: 'expired', status_reason: 'Access was taken back.' });
    expect(table.getByText('Sign in again')).toBeDefined();
    fireEvent.click(table.getByRole('button', { name: 'Reconnect news' }));
    expect(await screen.findByRole('dialog', { name: 'Reconnect “news”' })).toBeDefined();
  });
});
