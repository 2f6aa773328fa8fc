import { MantineProvider } from '@mantine/core';
import type { Attempt, RunDetail as Run } from '@millrace/model';
import { fireEvent, render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { RunDetail } from './run-detail.tsx';
import { WaitingNote } from './waiting-note.tsx';

const ID = '01939f3a-7b21-7c4d-8e5f-000000000001';
const AT = '2026-11-21T08:00:00.000Z';

function attempt(over: Partial<Attempt>): Attempt {
  return {
    step: 'pick',
    iteration: '',
    try: 1,
    status: 'succeeded',
    input: null,
    output: null,
    error: null,
    started_at: AT,
    finished_at: AT,
    ...over,
  };
}

function run(attempts: Attempt[], over: Partial<Run> = {}): Run {
  return {
    id: ID,
    status: 'succeeded',
    flow: ID,
    flow_name: 'Orders',
    version: 1,
    event: ID,
    error: null,
    origin: null,
    parent: null,
    created_at: AT,
    started_at: AT,
    finished_at: AT,
    waits_until: null,
    replays: [],
    attempts,
    ...over,
  };
}

function loop(count: number, failed: readonly number[] = []): Attempt[] {
  const error = { code: 'X', message: 'No such SKU.', hint: 'Mend it.' };
  const items = Array.from({ length: count }, (_, at) =>
    attempt({
      iteration: `lines[${at}]`,
      ...(failed.includes(at) ? { status: 'failed', error } : {}),
    }),
  );
  return [...items, attempt({ step: 'lines', input: { items: count } })];
}

function show(shown: Run) {
  render(
    <MantineProvider env="test">
      <RunDetail
        run={shown}
        stepName={(id) => (id === 'pick' ? 'Send to the warehouse' : undefined)}
      />
    </MantineProvider>,
  );
}

const items = () => screen.getAllByRole('button', { name: /^Item \d+ of/ });
const isOpen = (element: HTMLElement) => element.getAttribute('aria-expanded') === 'true';

describe('the steps of a run', () => {
  it('show the few items of a loop unfolded, each with its steps', () => {
    show(run(loop(3)));
    expect(items().map((item) => item.textContent)).toEqual([
      'Item 1 of 3Succeeded',
      'Item 2 of 3Succeeded',
      'Item 3 of 3Succeeded',
    ]);
    expect(items().every(isOpen)).toBe(true);
    expect(screen.getAllByRole('button', { name: /Send to the warehouse/ })).toHaveLength(3);
  });

  it('fold more than 20 items, save the first that failed, and pick out the failed ones', () => {
    show(run(loop(40, [6, 22])));
    expect(screen.getByText('40 items · 2 failed')).toBeTruthy();
    expect(
      items()
        .filter(isOpen)
        .map((item) => item.textContent),
    ).toEqual(['Item 7 of 40Failed']);
    fireEvent.click(screen.getByRole('radio', { name: 'Failed 2' }));
    expect(items()).toHaveLength(2);
  });

  it('draw the first hundred items of very many, and more when asked', () => {
    show(run(loop(250)));
    expect(screen.getAllByText(/^Item \d+ of 250$/)).toHaveLength(100);
    fireEvent.click(screen.getByText('Show 100 more'));
    expect(screen.getAllByText(/^Item \d+ of 250$/)).toHaveLength(200);
  });

  it('show the newest try, and those before it in one line each', () => {
    const error = { code: 'X', message: 'It was busy.', hint: 'Wait.' };
    show(run([attempt({ status: 'failed', error }), attempt({ try: 2, output: { ok: true } })]));
    expect(screen.getByText('try 2')).toBeTruthy();
    expect(screen.getByText('The try before')).toBeTruthy();
    expect(screen.getByRole('button', { name: /Try 1/ }).textContent).toContain('It was busy.');
  });
});

describe('what a try sent', () => {
  const call = {
    method: 'POST',
    url: 'https://shop.example/orders',
    ms: 42,
    status: 422,
    bytes: 17,
  };

  it('is folded away, and shows each call with what came back', () => {
    const sent = {
      ...call,
      sent: '{"sku":"A-1"}',
      headers: { 'x-shop': '7' },
      answer: 'No such SKU',
    };
    show(run([attempt({ status: 'failed', calls: [sent] })]));
    expect(screen.queryByText(/orders/)).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: /^What was sent\s*1 call$/ }));
    expect(screen.getByText('POST https://shop.example/orders')).toBeTruthy();
    expect(screen.getByText('422')).toBeTruthy();
    expect(screen.getByText('42 ms · 17 B')).toBeTruthy();
    expect(screen.getByLabelText('Sent of call 1 of step pick').textContent).toBe(
      'x-shop: 7\n\n{"sku":"A-1"}',
    );
    expect(screen.getByLabelText('Answer of call 1 of step pick').textContent).toBe('No such SKU');
  });

  it('says how many calls are not kept, where they were made', () => {
    const calls = [
      call,
      call,
      call,
      { method: 'GET', url: 'https://shop.example/last', ms: 1, error: 'No answer.' },
    ];
    show(run([attempt({ calls, calls_left_out: 90 })]));
    fireEvent.click(screen.getByRole('button', { name: /^What was sent\s*94 calls$/ }));
    expect(screen.getByText('90 calls in between are not kept.')).toBeTruthy();
    expect(screen.getByText('no answer')).toBeTruthy();
    expect(screen.getByText('No answer.')).toBeTruthy();
  });

  it('is not offered for a step that called nobody', () => {
    show(run([attempt({})]));
    expect(screen.queryByText('What was sent')).toBeNull();
  });
});

describe('a waiting run', () => {
  const waits = { status: 'waiting' as const, waits_until: '2099-01-01T00:00:00.000Z' };
  const note = (shown: Run) =>
    render(
      <MantineProvider env="test">
        <WaitingNote run={shown} stepName={() => 'Call the shop'} />
      </MantineProvider>,
    ).container.textContent;

  it('says which step is tried again', () => {
    expect(note(run([attempt({ status: 'failed', try: 2 })], waits))).toContain(
      '"Call the shop" failed and is tried again: this will be try 3.',
    );
  });

  it('says at which delay it waits, and until when', () => {
    const text = note(run([attempt({ status: 'running', finished_at: null })], waits));
    expect(text).toContain('It waits at "Call the shop".');
    expect(text).toContain('2099');
  });

  it('says that it waits for its turn before its first step', () => {
    expect(note(run([], waits))).toContain('It waits for its turn.');
  });

  it('is the only one with a note', () => {
    expect(note(run([attempt({})]))).not.toContain('waits');
  });
});
