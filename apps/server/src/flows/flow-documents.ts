import { Inject, Injectable } from '@nestjs/common';
import {
  AppError,
  isAppError,
  parseJson,
  requireStoredDocument,
  type FlowDocument,
} from '@millrace/model';
import { FlowStore } from './flow.store.ts';
import type { Pins } from './step-actions.ts';

/** Parsed documents take a few kilobytes each. */
const MOST_KEPT = 10_000;

/** A published document, and the slices of connectors that its actions are run with. */
export interface PinnedDocument {
  document: FlowDocument;
  pins: Pins | null;
}

/** Published documents, in memory: a version never changes. */
@Injectable()
export class FlowDocuments {
  private readonly kept = new Map<string, PinnedDocument>();

  constructor(@Inject(FlowStore) private readonly store: FlowStore) {}

  /** The document of a version; undefined when its flow is gone. Throws RUN_DATA_UNREADABLE. */
  async get(flowId: string, version: number): Promise<FlowDocument | undefined> {
    return (await this.pinned(flowId, version))?.document;
  }

  /** The same, with its pins. */
  async pinned(flowId: string, version: number): Promise<PinnedDocument | undefined> {
    const key = `${flowId} ${version}`;
    const kept = this.kept.get(key);
    if (kept !== undefined) return kept;
    const row = await this.store.published(flowId, version);
    if (row === null) return undefined;
    const pinned = { document: readDocument(row.document, version), pins: row.pins };
    const [oldest] = this.kept.keys();
    if (this.kept.size >= MOST_KEPT && oldest !== undefined) this.kept.delete(oldest);
    this.kept.set(key, pinned);
    return pinned;
  }

  /** Forgets all: what they were published with was completed. */
  clear(): void {
    this.kept.clear();
  }

  /** The same; undefined also for one that cannot be read. */
  async readable(flowId: string, version: number): Promise<FlowDocument | undefined> {
    try {
      return await this.get(flowId, version);
    } catch (error) {
      if (isAppError(error)) return undefined;
      throw error;
    }
  }
}

function readDocument(text: string, version: number): FlowDocument {
  try {
    return requireStoredDocument(parseJson(text));
  } catch (error) {
    const reason = `version ${version} of its flow is no flow document`;
    throw new AppError('RUN_DATA_UNREADABLE', { reason }, { cause: error });
  }
}
