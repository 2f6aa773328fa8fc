import { MantineProvider } from '@mantine/core';
import type { Registration as State, WebhookTrigger } from '@millrace/model';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { EditorContext, type Editor } from '../editor-context.ts';
import { CATALOGUE, CONNECTIONS } from '../testing.ts';
import { Registration } from './registration.tsx';

const SHOP: WebhookTrigger = {
  kind: 'webhook',
  source: 'woocommerce.order-created',
  connection: 'woocommerce',
};

const MADE: State = {
  ...{ state: 'registered', wanted: true, source: 'woocommerce.order-created' },
  ...{ connection: 'woocommerce', since: '2026-11-21T08:00:00Z', expires_at: null },
  ...{ checked_at: '2026-11-21T08:00:00Z', error: null, next_try_at: null, manual: null },
};

const REFUSED = {
  code: 'CALL_UNAUTHORIZED',
  message: 'WooCommerce does not accept the credentials.',
  hint: 'Enter them again.',
};

function show(registration: State | null, trigger = SHOP, readOnly = false): void {
  const catalogue = CATALOGUE.map((connector) => ({
    ...connector,
    triggers: connector.triggers.map((one) => ({ ...one, registers: true, ownSecret: true })),
  }));
  const flow = { id: 'f', registration };
  const editor = { flow, catalogue, connections: CONNECTIONS, readOnly } as unknown as Editor;
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={new QueryClient()}>
        <EditorContext value={editor}>
          <Registration trigger={trigger} onChange={() => undefined} />
        </EditorContext>
      </QueryClientProvider>
    </MantineProvider>,
  );
}

describe('the webhook that Millrace sets up', () => {
  it('is announced beside the account it is made with', () => {
    show(null);
    expect(
      screen.getByText('Millrace creates the webhook at WooCommerce when you publish.'),
    ).toBeDefined();
    expect(screen.queryByRole('status')).toBeNull();
  });

  it('is left to the person where no account is chosen', () => {
    show(null, { kind: 'webhook', source: 'woocommerce.order-created' });
    expect(screen.getByText(/set the webhook up by hand/)).toBeDefined();
  });

  it('is shown once it is there, with a way to look again', () => {
    show(MADE);
    const status = screen.getByRole('status', { name: 'Webhook at WooCommerce' });
    expect(status.textContent).toContain('Webhook set up');
    expect(screen.getByRole('button', { name: 'Check now' })).toBeDefined();
  });

  it('says what failed, what to do about it, and offers to try again', () => {
    show({ ...MADE, state: 'failed', since: null, error: REFUSED });
    const status = screen.getByRole('status');
    expect(status.textContent).toContain('Not set up');
    expect(status.textContent).toContain(
      'WooCommerce does not accept the credentials. Enter them again. Or set it up by hand',
    );
    expect(screen.getByRole('button', { name: 'Try again' })).toBeDefined();
  });

  it('is only looked at by viewers', () => {
    show(MADE, SHOP, true);
    expect(screen.queryByRole('button', { name: 'Check now' })).toBeNull();
  });
});
