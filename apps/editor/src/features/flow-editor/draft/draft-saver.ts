import { parseFlowDocument, type Flow, type FlowDocument, type FlowSummary } from '@millrace/model';
import { ApiProblem, asProblem } from '../../../api/problem.ts';
import { Autosave } from './autosave.ts';

const QUIET_MS = 700;

/** Writes a draft when nobody else did since it was read: answers the flow as it then is. */
export type WriteDraft = (draft: {
  id: string;
  etag: string;
  document: FlowDocument;
}) => Promise<FlowSummary>;

/** The draft as the server last had it, and the writes that bring it forward. */
export class DraftSaver {
  readonly autosave: Autosave<FlowDocument>;
  readonly #write: WriteDraft;
  readonly #id: string;
  #etag: string;
  #at: string;
  #document: FlowDocument;

  constructor(flow: Flow, write: WriteDraft) {
    this.#write = write;
    this.#id = flow.id;
    this.#etag = flow.etag;
    this.#at = flow.updated_at;
    this.#document = flow.document;
    this.autosave = new Autosave({
      save: (document) => this.#save(document),
      isConflict: (error) => asProblem(error).code === 'FLOW_CHANGED',
      delay: QUIET_MS,
    });
  }

  /** Called with every form of the draft; writes it when it is not what the server has. */
  changed(document: FlowDocument): void {
    if (document !== this.#document) this.autosave.changed(document);
  }

  /** True when someone else saved while nothing here waits. */
  isOvertaken(flow: Flow): boolean {
    const isNewer = flow.etag !== this.#etag && flow.updated_at > this.#at;
    return isNewer && this.autosave.state().kind === 'saved';
  }

  /** What the server has is the draft; what waited is dropped. */
  take(flow: Flow): void {
    this.#etag = flow.etag;
    this.#at = flow.updated_at;
    this.#document = flow.document;
    this.autosave.forget();
  }

  /** Writes the draft over what someone else saved. */
  async overwrite(flow: Flow): Promise<void> {
    this.#etag = flow.etag;
    this.#at = flow.updated_at;
    await this.autosave.retry();
  }

  async #save(document: FlowDocument): Promise<void> {
    requireWritable(document);
    const saved = await this.#write({ id: this.#id, etag: this.#etag, document });
    this.#etag = saved.etag;
    this.#at = saved.updated_at;
    this.#document = document;
  }
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
