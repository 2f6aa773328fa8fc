import type { Flow, FlowDocument, FlowSummary } from '@millrace/model';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiProblem, unreachable } from '../../../api/problem.ts';
import { templateFlow } from '../testing.ts';
import { DraftSaver } from './draft-saver.ts';
import { historyReducer, startHistory, type HistoryAction } from './history.ts';

/** How an answer of the server comes: as it should, not at all, or not at all after it was done. */
type Answer = 'well' | 'refused' | 'lost before' | 'lost after';

const conflict = () =>
  new ApiProblem({
    status: 409,
    code: 'FLOW_CHANGED',
    detail: 'Someone else saved.',
    hint: '',
    id: null,
    faults: [],
  });

const troubled = () =>
  new ApiProblem({ status: 429, code: 'SLOW', detail: 'Not now.', hint: '', id: null, faults: [] });

/** A server that compares etags, whose answers take time and may be lost. */
class Server {
  document: FlowDocument;
  revision = 1;
  published: FlowDocument[] = [];
  answers: Answer[] = [];
  delays: number[] = [];

  constructor(document: FlowDocument) {
    this.document = document;
  }

  flow(): Flow {
    const updated_at = new Date(this.revision).toISOString();
    const { document } = this;
    return { ...SUMMARY, etag: `"${this.revision}"`, updated_at, document, registration: null };
  }

  write = async (draft: { etag: string; document: FlowDocument }): Promise<FlowSummary> => {
    const answer = await this.#arrives();
    if (draft.etag !== `"${this.revision}"`) throw conflict();
    this.document = structuredClone(draft.document);
    this.revision += 1;
    const flow = this.flow();
    await this.#pass();
    if (answer === 'lost after') throw unreachable(undefined);
    return flow;
  };

  read = async (): Promise<Flow> => {
    await this.#pass();
    return this.flow();
  };

  publish = async (etag: string): Promise<void> => {
    await this.#pass();
    if (etag !== `"${this.revision}"`) throw conflict();
    this.published.push(this.document);
  };

  async #arrives(): Promise<Answer> {
    await this.#pass();
    const answer = this.answers.shift() ?? 'well';
    if (answer === 'lost before') throw unreachable(undefined);
    if (answer === 'refused') throw troubled();
    return answer;
  }

  #pass(): Promise<void> {
    const ms = this.delays.shift() ?? 1;
    return new Promise((resolve) => setTimeout(resolve, ms));
  }
}

const SUMMARY = {
  id: '01939f3a-7b21-7c4d-8e5f-000000000101',
  name: 'A flow',
  status: 'draft',
  hook_url: 'http://localhost/hooks/x',
  version: null,
  changed: true,
  created_at: '2026-11-21T08:00:00Z',
} as const;

type Move = { do: 'edit' | 'undo' | 'redo' | 'flush' | 'publish' | 'retry'; wait: number };

const move = fc.record<Move>({
  do: fc.constantFrom('edit', 'edit', 'edit', 'undo', 'undo', 'redo', 'flush', 'publish', 'retry'),
  wait: fc.constantFrom(0, 0, 1, 50, 400, 699, 700, 701, 2_000),
});
const answers = fc.array(
  fc.constantFrom<Answer>('well', 'well', 'well', 'refused', 'lost before', 'lost after'),
  { maxLength: 12 },
);
const delays = fc.array(fc.constantFrom(1, 5, 300, 900, 5_000), { maxLength: 30 });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function play(moves: readonly Move[], script: Pick<Server, 'answers' | 'delays'>) {
  const server = Object.assign(new Server(templateFlow()), structuredClone(script));
  const saver = new DraftSaver(server.flow(), server);
  let history = startHistory(server.document);
  const same = () => JSON.stringify(server.document) === JSON.stringify(history.present);
  const step = (action: HistoryAction<FlowDocument>) => {
    history = historyReducer(history, action);
    saver.autosave.changed(history.present);
  };
  const honest = () => {
    if (saver.autosave.state().kind === 'saved') expect(same(), 'saved is shown').toBe(true);
    expect(saver.autosave.state().kind, 'nobody else saved').not.toBe('conflict');
  };
  saver.autosave.subscribe(honest);
  const publish = () =>
    saver.autosave.whileSaved(async () => {
      const shown = JSON.stringify(history.present);
      expect(same(), 'what is published is what is shown').toBe(true);
      await server.publish(saver.etag);
      expect(JSON.stringify(server.published.at(-1))).toBe(shown);
    });
  const failures: unknown[] = [];
  const watch = (work: Promise<unknown>): void => {
    work.catch((error: unknown) => {
      if (!(error instanceof ApiProblem) || error.code === 'FLOW_CHANGED') failures.push(error);
    });
  };
  let edits = 0;
  for (const { do: what, wait } of moves) {
    if (what === 'edit') {
      edits += 1;
      step({ type: 'edit', to: { ...history.present, name: `Name ${edits}` }, at: edits * 5_000 });
    } else if (what === 'undo' || what === 'redo') step({ type: what });
    else if (what === 'publish') watch(publish());
    else if (what === 'retry') void saver.autosave.retry();
    else {
      watch(
        saver.autosave.flush().then(({ kind }) => {
          if (kind === 'saved') expect(same(), 'flushed is stored').toBe(true);
        }),
      );
    }
    honest();
    await vi.advanceTimersByTimeAsync(wait);
    honest();
  }
  server.answers = [];
  await vi.advanceTimersByTimeAsync(60_000);
  void saver.autosave.retry();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(failures).toEqual([]);
  expect(saver.autosave.state().kind).toBe('saved');
  expect(same(), 'all is stored in the end').toBe(true);
}

it('whatever is edited, undone and published over a slow and failing line, what is shown as saved is', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(move, { minLength: 1, maxLength: 25 }),
      answers,
      delays,
      async (moves, plan, slow) => play(moves, { answers: plan, delays: slow }),
    ),
    { numRuns: 500 },
  );
});
