import { MantineProvider } from '@mantine/core';
import { connectorInfoSchema, type Connection } from '@millrace/model';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { QueryClientProvider } from '@tanstack/react-query';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createQueryClient } from '../../api/query-client.ts';
import { ConnectionEditor } from './connection-editor.tsx';
import { freeName } from './free-name.ts';

const MAILCHIMP = connectorInfoSchema.parse({
  id: 'mailchimp',
  name: 'Mailchimp',
  description: 'Mail.',
  icon: '<svg/>',
  color: '#241c15',
  connection: [{ key: 'base_url', label: 'Base URL', type: 'url', advanced: true }],
  auth: [
    {
      id: 'key',
      label: 'API key',
      kind: 'basic',
      help: 'From **Account**.',
      fields: [{ key: 'api_key', label: 'Key', type: 'secret', required: true }],
    },
    {
      id: 'oauth',
      label: 'Sign in to Mailchimp',
      kind: 'oauth2',
      signsIn: true,
      fields: [{ key: 'client_id', label: 'Client ID', type: 'string', required: true }],
    },
  ],
});

const ID = '01939f3a-7b21-7c4d-8e5f-000000000301';
const SAVED: Connection = {
  id: ID,
  connector: 'mailchimp',
  name: 'mailchimp',
  auth: 'key',
  fields: ['api_key'],
  status: 'untested',
  status_reason: null,
  checked_at: null,
  expires_at: null,
  account: null,
  created_at: '2026-11-21T08:00:00Z',
  updated_at: '2026-11-21T08:00:00Z',
  used_by: [],
};

/** A server that keeps one connection; what is sent is noted. */
function serve(connection: () => Connection) {
  const sent: string[] = [];
  vi.stubGlobal('fetch', (url: string, init: { method: string; body: string | null }) => {
    const path = url.replace('/api/v1', '').split('?')[0] ?? '';
    if (init.method !== 'GET') sent.push(`${init.method} ${path} ${init.body ?? ''}`);
    const answer = path.endsWith('/authorize')
      ? { url: 'https://login.mailchimp.com/oauth2/authorize?state=s' }
      : init.method === 'GET'
        ? { items: sent.length === 0 ? [] : [connection()], next: null }
        : connection();
    return Promise.resolve(new Response(JSON.stringify(answer), { status: 200 }));
  });
  return sent;
}

function show(connection?: Connection) {
  const done: string[] = [];
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={createQueryClient()}>
        <ConnectionEditor
          connector={MAILCHIMP}
          connection={connection}
          onDone={({ name }) => done.push(name)}
        />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { done, user: userEvent.setup() };
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

describe('The form of a connection', () => {
  it('asks for a secret that is missing and sends nothing', () => {
    const sent = serve(() => SAVED);
    show();
    press('Create connection');
    expect(screen.getByText('Key is needed.')).toBeDefined();
    expect(sent).toEqual([]);
  });

  it('hides what is typed into a secret', () => {
    serve(() => SAVED);
    show();
    expect(screen.getByLabelText(/^Key/).getAttribute('type')).toBe('password');
  });

  it('leaves a kept secret alone when its field stays empty', async () => {
    const sent = serve(() => SAVED);
    const { done } = show(SAVED);
    press('Save');
    await waitFor(() => expect(done).toEqual(['mailchimp']));
    expect(sent).toEqual([`PATCH /connections/${ID} {"values":{}}`]);
  });

  it('sends what was filled in for the chosen kind, without the spaces around it', async () => {
    const sent = serve(() => SAVED);
    const { done, user } = show();
    await user.click(screen.getByRole('radio', { name: /Sign in to Mailchimp/ }));
    await user.type(screen.getByLabelText(/Client ID/), 'left behind');
    await user.click(screen.getByRole('radio', { name: /API key/ }));
    await user.type(screen.getByLabelText(/^Key/), ' key-us1 ');
    press('Create connection');
    await waitFor(() => expect(done).toEqual(['mailchimp']));
    expect(sent).toEqual([
      'POST /connections {"connector":"mailchimp","name":"mailchimp","values":{"api_key":"key-us1"},"auth":"key"}',
    ]);
  });

  it('says what each kind is for', () => {
    serve(() => SAVED);
    show();
    expect(screen.getByText('Account').tagName).toBe('STRONG');
  });
});

describe('A sign-in at the application', () => {
  const window_ = { location: { replace: vi.fn() }, close: vi.fn() };

  async function begin(opened: object | null, connection: () => Connection) {
    const open = vi.spyOn(window, 'open').mockReturnValue(opened as Window | null);
    const sent = serve(connection);
    const { done, user } = show();
    await user.click(screen.getByRole('radio', { name: /Sign in to Mailchimp/ }));
    await user.type(screen.getByLabelText(/Client ID/), 'abc');
    press('Connect Mailchimp');
    return { done, sent, open };
  }

  it('opens a window at once, waits for it, and shows how it went', async () => {
    let now: Connection = { ...SAVED, auth: 'oauth' };
    const { done, sent, open } = await begin(window_, () => now);
    expect(open).toHaveBeenCalledOnce();
    expect(await screen.findByText(/in the window that opened/)).toBeDefined();
    expect(window_.location.replace).toHaveBeenCalledWith(
      'https://login.mailchimp.com/oauth2/authorize?state=s',
    );
    expect(sent.at(-1)).toBe(`POST /connections/${ID}/authorize {}`);
    now = { ...now, status: 'ok', checked_at: '2026-11-21T08:01:00Z', account: 'Ada’s shop' };
    tell(window.location.origin, { ok: true, connection: ID });
    expect(await screen.findByText('Works')).toBeDefined();
    expect(screen.getByText(/Ada’s shop/)).toBeDefined();
    press('Done');
    expect(done).toEqual(['mailchimp']);
  });

  it('offers a link where the browser keeps windows from opening', async () => {
    await begin(null, () => ({ ...SAVED, auth: 'oauth' }));
    const link = await screen.findByRole('link', { name: /Sign in to Mailchimp/ });
    expect(link.getAttribute('href')).toContain('https://login.mailchimp.com/');
  });

  it('says why it failed, and begins again', async () => {
    let now: Connection = { ...SAVED, auth: 'oauth' };
    const { sent } = await begin(window_, () => now);
    await screen.findByText(/in the window that opened/);
    now = {
      ...now,
      status: 'failed',
      status_reason: 'You declined.',
      checked_at: SAVED.updated_at,
    };
    tell(window.location.origin, { ok: true, connection: ID });
    expect(await screen.findByText('You declined.')).toBeDefined();
    press('Sign in again');
    expect(await screen.findByText(/in the window that opened/)).toBeDefined();
    expect(sent.filter((call) => call.includes('/authorize'))).toHaveLength(2);
  });

  it('takes no message from another site', async () => {
    await begin(window_, () => ({ ...SAVED, auth: 'oauth' }));
    await screen.findByText(/in the window that opened/);
    tell('https://evil.test', { ok: true, connection: ID });
    tell(window.location.origin, { ok: true, connection: 'another' });
    expect(screen.queryByText('Not tested yet')).toBeNull();
  });

  it('hears over the channel that the account was not connected', async () => {
    await begin(window_, () => ({ ...SAVED, auth: 'oauth' }));
    await screen.findByText(/in the window that opened/);
    const channel = new BroadcastChannel('millrace-connected');
    channel.postMessage({ kind: 'millrace-connected', ok: false, connection: '' });
    expect(await screen.findByText(/did not connect the account/)).toBeDefined();
    channel.close();
  });
});

/** The page that ends a sign-in tells of it. */
function tell(origin: string, said: object): void {
  const data = { kind: 'millrace-connected', ...said };
  fireEvent(window, new MessageEvent('message', { origin, data }));
}

describe('The name proposed for a connection', () => {
  it('is free', () => {
    expect(freeName('shop', [])).toBe('shop');
    expect(freeName('shop', ['shop', 'shop-2'])).toBe('shop-3');
  });
});
