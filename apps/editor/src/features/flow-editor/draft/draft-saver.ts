import {
  documentEquals,
  parseFlowDocument,
  type Flow,
  type FlowDocument,
  type FlowSummary,
} from '@millrace/model';
import { ApiProblem, asProblem } from '../../../api/problem.ts';
import { Autosave } from './autosave.ts';

const QUIET_MS = 700;

export interface DraftServer {
  /** Writes a draft when nobody else did since it was read: answers the flow as it then is. */
  write: (draft: { id: string; etag: string; document: FlowDocument }) => Promise<FlowSummary>;
  /** The flow as the server has it now. */
  read: () => Promise<Flow>;
}

/** The draft as the server last had it, and the writes that bring it forward. */
export class DraftSaver {
  readonly autosave: Autosave<FlowDocument>;
  readonly #server: DraftServer;
  readonly #id: string;
  #etag: string;
  #at: string;
  /** What was sent without an answer since the last one; one of them may have arrived. */
  #unanswered: FlowDocument[] = [];

  constructor(flow: Flow, server: DraftServer) {
    this.#server = server;
    this.#id = flow.id;
    this.#etag = flow.etag;
    this.#at = flow.updated_at;
    this.autosave = new Autosave({
      stored: flow.document,
      save: (document) => this.#save(document),
      isConflict,
      delay: QUIET_MS,
    });
  }

  /** Names what the server has, for what may only be done with exactly that. */
  get etag(): string {
    return this.#etag;
  }

  /** True when someone else saved while nothing here waits. */
  isOvertaken(flow: Flow): boolean {
    const isNewer = flow.etag !== this.#etag && flow.updated_at > this.#at;
    return isNewer && this.autosave.state().kind === 'saved';
  }

  /** What the server has is the draft; what waited is dropped. */
  take(flow: Flow): void {
    this.#follow(flow);
    this.autosave.reset(flow.document);
  }

  /** Writes the draft over what someone else saved. */
  async overwrite(flow: Flow): Promise<void> {
    this.#follow(flow);
    await this.autosave.retry();
  }

  #follow({ etag, updated_at: at }: FlowSummary): void {
    this.#etag = etag;
    this.#at = at;
    this.#unanswered = [];
  }

  async #save(document: FlowDocument): Promise<void> {
    requireWritable(document);
    try {
      await this.#write(document);
    } catch (error) {
      if (!isConflict(error) || !(await this.#wasOurs())) throw error;
      await this.#write(document);
    }
  }

  async #write(document: FlowDocument): Promise<void> {
    try {
      this.#follow(await this.#server.write({ id: this.#id, etag: this.#etag, document }));
    } catch (error) {
      const { status } = asProblem(error);
      const isUnsure = status === 0 || status >= 500;
      if (isUnsure && !this.#unanswered.includes(document)) this.#unanswered.push(document);
      throw error;
    }
  }

  /** True when a conflict is with a write of our own whose answer was lost. */
  async #wasOurs(): Promise<boolean> {
    const sent = this.#unanswered;
    if (sent.length === 0) return false;
    const flow = await this.#server.read();
    if (!sent.some((document) => documentEquals(document, flow.document))) return false;
    this.#follow(flow);
    return true;
  }
}

function isConflict(error: unknown): boolean {
  return asProblem(error).code === 'FLOW_CHANGED';
}

/** The server would refuse it anyway; saying so here names the place without a round trip. */
function requireWritable(document: FlowDocument): void {
  const parsed = parseFlowDocument(document);
  if (parsed.ok) return;
  throw new ApiProblem({
    status: 422,
    code: 'FLOW_DOCUMENT_INVALID',
    detail: parsed.faults[0]?.message ?? 'The draft is not complete.',
    hint: 'It is saved as soon as this is mended.',
    id: null,
    faults: parsed.faults,
  });
}
