import { problemSchema, type Fault } from '@millrace/model';

/** What an API answer says when it is not a success, or why there was no readable answer. */
export interface ProblemFacts {
  status: number;
  code: string;
  detail: string;
  hint: string;
  /** The id that also stands in the server log; null when the server was not reached. */
  id: string | null;
  faults: readonly Fault[];
}

/** The one error the API layer throws. `message` is the problem's detail. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly hint: string;
  readonly id: string | null;
  readonly faults: readonly Fault[];

  constructor(facts: ProblemFacts, options: { cause?: unknown } = {}) {
    super(facts.detail, options);
    this.status = facts.status;
    this.code = facts.code;
    this.detail = facts.detail;
    this.hint = facts.hint;
    this.id = facts.id;
    this.faults = facts.faults;
  }
}

/** The problem of an answer that is not a success; also of answers that are no problem document. */
export function problemOf(status: number, answer: unknown): ApiProblem {
  const parsed = problemSchema.safeParse(answer);
  if (parsed.success) {
    return new ApiProblem({ ...parsed.data, faults: parsed.data.faults ?? [] });
  }
  return new ApiProblem({
    status,
    code: 'ANSWER_UNREADABLE',
    detail: `The server answered with status ${status} and no explanation.`,
    hint: 'Try again. If a proxy stands before Millrace, look at its log.',
    id: null,
    faults: [],
  });
}

/** The problem of a request that got no answer at all. */
export function unreachable(cause: unknown): ApiProblem {
  return new ApiProblem(
    {
      status: 0,
      code: 'SERVER_UNREACHABLE',
      detail: 'Millrace does not answer.',
      hint: 'Check that the server runs and that you are online, then try again.',
      id: null,
      faults: [],
    },
    { cause },
  );
}

/** The problem of a success whose body is not what this editor knows. */
export function unreadable(status: number, cause: unknown): ApiProblem {
  return new ApiProblem(
    {
      status,
      code: 'ANSWER_UNREADABLE',
      detail: 'The server answered with something this page does not understand.',
      hint: 'Reload the page: the server may have been updated.',
      id: null,
      faults: [],
    },
    { cause },
  );
}

/** Any thrown value as a problem, so that every error can be shown with a hint. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  return new ApiProblem(
    {
      status: 0,
      code: 'PAGE_FAILED',
      detail: error instanceof Error ? error.message : 'Something went wrong on this page.',
      hint: 'Reload the page and try again.',
      id: null,
      faults: [],
    },
    { cause: error },
  );
}
