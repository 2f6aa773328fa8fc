import { Inject, Injectable } from '@nestjs/common';
import {
  AppError,
  isAppError,
  parseJson,
  requireStoredDocument,
  type FlowDocument,
} from '@millrace/model';
import { FlowStore } from './flow.store.ts';

/** Parsed documents take a few kilobytes each. */
const MOST_KEPT = 10_000;

/** Published documents, in memory: a version never changes. */
@Injectable()
export class FlowDocuments {
  private readonly kept = new Map<string, FlowDocument>();

  constructor(@Inject(FlowStore) private readonly store: FlowStore) {}

  /** The document of a version; undefined when its flow is gone. Throws RUN_DATA_UNREADABLE. */
  async get(flowId: string, version: number): Promise<FlowDocument | undefined> {
    const key = `${flowId} ${version}`;
    const kept = this.kept.get(key);
    if (kept !== undefined) return kept;
    const text = await this.store.documentText(flowId, version);
    if (text === undefined) return undefined;
    const document = readDocument(text, version);
    const [oldest] = this.kept.keys();
    if (this.kept.size >= MOST_KEPT && oldest !== undefined) this.kept.delete(oldest);
    this.kept.set(key, document);
    return document;
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
