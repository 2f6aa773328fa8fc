import type { AttemptRecord } from '@millrace/engine';
import { describe, expect, it } from 'vitest';
import { encodeRows, keptEntries, storedAttempts } from './attempt-journal.ts';
import { AttemptWindow } from './attempt-window.ts';

const at = new Date('2026-11-21T08:00:00.123Z');
const later = new Date('2026-11-21T09:00:00.000Z');

function attempt(seq: number, more: Partial<AttemptRecord> = {}): AttemptRecord {
  return {
    ...{ seq, stepId: 'call', iteration: '', tryNumber: 1, status: 'succeeded' },
    ...{ input: { a: 1 }, output: { b: [null, 'c'] }, error: null, startedAt: at, until: null },
    finishedAt: later,
    ...more,
  };
}

const error = { code: 'CALL_REJECTED', message: 'No.', hint: 'Change it.', actor: 'user' } as const;
const failed = { status: 'failed', output: null, error } as const;

function encodeEntries(attempts: readonly AttemptRecord[]): Buffer {
  return encodeRows(attempts)[0]?.entries ?? expect.fail();
}

function shownAttempts(rows: readonly Uint8Array[], limit = 200, before?: number) {
  const window = new AttemptWindow(limit, before);
  for (const row of rows.toReversed()) window.addEarlier(row);
  return window.attempts();
}

describe('the attempts of a run', () => {
  it('are read back as they were written, over many writes', () => {
    const rows = [
      encodeEntries([attempt(1), attempt(2, { stepId: 'next', iteration: 'lines[3].parts[0]' })]),
      encodeEntries([attempt(3, { ...failed, tryNumber: 2, until: later, finishedAt: null })]),
    ];
    expect(storedAttempts(rows)).toMatchObject([
      { seq: 1, stepId: 'call', iteration: '', try: 1, status: 'succeeded', until: null },
      { seq: 2, stepId: 'next', iteration: 'lines[3].parts[0]', output: { b: [null, 'c'] } },
      { seq: 3, status: 'failed', try: 2, until: later },
    ]);
    expect(shownAttempts(rows)).toMatchObject([
      {
        step: 'call',
        input: { a: 1 },
        started_at: at.toISOString(),
        finished_at: later.toISOString(),
      },
      { step: 'next', iteration: 'lines[3].parts[0]', error: null },
      {
        try: 2,
        error: { code: 'CALL_REJECTED', message: 'No.', hint: 'Change it.' },
        finished_at: null,
      },
    ]);
  });

  it('are each shown in the state written last, in the order they began', () => {
    const rows = [
      encodeEntries([attempt(2, { status: 'running', output: null, finishedAt: null })]),
      encodeEntries([attempt(1)]),
      encodeEntries([attempt(2, { output: 'done' })]),
    ];
    expect(shownAttempts(rows)).toMatchObject([
      { status: 'succeeded', output: { b: [null, 'c'] } },
      { status: 'succeeded', output: 'done' },
    ]);
  });

  it('keep every text and number as it was', () => {
    const output = ['\u0000', '\ud800', '\u{10FFFF}', '__proto__', 1e21, 0.1, -1e-300, '日本'];
    const rows = [encodeEntries([attempt(1, { output: { ['__proto__']: 1, output } })])];
    expect(JSON.stringify(storedAttempts(rows)[0]?.output)).toBe(
      JSON.stringify({ ['__proto__']: 1, output }),
    );
  });

  it('are read from before there were loops, and never stop a page from being shown', () => {
    const old = { seq: 1, step: 's', status: 'succeeded', started: at.getTime() };
    const rows = [old, { nonsense: true }, null, 7, { ...old, seq: 2, status: 'unheard of' }];
    expect(shownAttempts([Buffer.from(JSON.stringify(rows))])).toEqual([
      {
        ...{
          seq: 1,
          step: 's',
          iteration: '',
          try: 1,
          status: 'succeeded',
          input: null,
          output: null,
        },
        ...{ error: null, started_at: at.toISOString(), finished_at: null },
      },
    ]);
    expect(shownAttempts([Buffer.from('{}')])).toEqual([]);
    expect(storedAttempts([])).toEqual([]);
  });
});

describe('what a replay keeps', () => {
  const rows = [
    encodeEntries([
      attempt(1, { stepId: 'first' }),
      attempt(2, { ...failed, stepId: 'second', until: later }),
      attempt(3, { stepId: 'second', tryNumber: 2 }),
      attempt(4, { ...failed, stepId: 'lenient' }),
      attempt(5, { stepId: 'open', status: 'running', finishedAt: null }),
      attempt(6, { stepId: 'last' }),
    ]),
  ];

  it('are the results of the steps before, without tries that came to nothing', () => {
    const kept = keptEntries(rows, (step) => step !== 'last');
    expect(storedAttempts([kept?.entries ?? expect.fail()])).toMatchObject([
      { seq: 1, stepId: 'first' },
      { seq: 2, stepId: 'second', try: 2, status: 'succeeded' },
      { seq: 3, stepId: 'lenient', status: 'failed', until: null },
    ]);
  });

  it('is nothing at all when nothing came before', () => {
    expect(keptEntries(rows, () => false)).toBeNull();
    expect(keptEntries([], () => true)).toBeNull();
  });
});

describe('a window on the attempts of a run', () => {
  const rows = [
    encodeEntries([attempt(1, { status: 'running', output: null })]),
    ...Array.from({ length: 50 }, (_, n) => encodeEntries([attempt(n + 2)])),
    encodeEntries([attempt(1, { input: null, output: 'late' })]),
    encodeEntries([attempt(51, { input: null, output: 'again' })]),
  ];
  const seqs = (limit: number, before?: number) =>
    shownAttempts(rows, limit, before).map(({ seq }) => seq);

  it('shows the last ones in their last state, and leads to those before', () => {
    expect(seqs(3)).toEqual([49, 50, 51]);
    expect(shownAttempts(rows, 3).at(-1)).toMatchObject({ input: { a: 1 }, output: 'again' });
    expect(seqs(3, 49)).toEqual([46, 47, 48]);
    expect(seqs(3, 3)).toEqual([1, 2]);
    expect(shownAttempts(rows, 3, 3)[0]).toMatchObject({ input: { a: 1 }, output: 'late' });
    expect(seqs(3, 1)).toEqual([]);
  });

  it('says where the earlier ones are, and when there are none', () => {
    const earlier = (limit: number, before?: number) => {
      const window = new AttemptWindow(limit, before);
      for (const row of rows.toReversed()) window.addEarlier(row);
      return window.earlier;
    };
    expect([earlier(3), earlier(3, 4), earlier(3, 3), earlier(51)]).toEqual([49, null, null, null]);
    expect(earlier(3, 5)).toBe(2);
  });
});
