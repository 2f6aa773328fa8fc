import { Inject, Injectable } from '@nestjs/common';
import {
  isJsonObject,
  isTerminal,
  parseJson,
  type JsonValue,
  type RunStatus,
} from '@millrace/model';
import type { Pool } from 'pg';
import { uuidArray } from '../database/pg-arrays.ts';
import { queryWithTimeout } from '../database/query-with-timeout.ts';
import { RUN_POOL } from '../database/pg-pool.token.ts';

/** What a respond step says to the sender. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: JsonValue;
}

/** What a run replies so far. */
export interface RunReply {
  status: RunStatus;
  ended: boolean;
  output: JsonValue;
  answer: Answer | undefined;
  createdAt: Date;
}

interface Row {
  id: string;
  status: RunStatus;
  output: Buffer | null;
  answer: Buffer | null;
  createdAt: Date;
}

/** Reads what runs reply. */
@Injectable()
export class RunReplies {
  constructor(@Inject(RUN_POOL) private readonly pool: Pool) {}

  async of(runId: string): Promise<RunReply | undefined> {
    return (await this.ofMany([runId])).get(runId);
  }

  /** By the id of the run; runs that are not there are missing. */
  async ofMany(runIds: readonly string[]): Promise<Map<string, RunReply>> {
    const { rows } = await queryWithTimeout<Row>(this.pool, {
      name: 'run-replies',
      text: `SELECT id, status, output, answer, created_at AS "createdAt"
        FROM unnest($1::uuid[]) AS wanted (run) JOIN runs ON id = run`,
      values: [uuidArray(runIds)],
    });
    return new Map(rows.map((row) => [row.id, replyOf(row)]));
  }
}

function replyOf(row: Row): RunReply {
  return {
    status: row.status,
    ended: isTerminal(row.status),
    output: jsonOf(row.output),
    answer: answerOf(jsonOf(row.answer)),
    createdAt: row.createdAt,
  };
}

function jsonOf(bytes: Buffer | null): JsonValue {
  return bytes === null ? null : parseJson(bytes.toString('utf8'));
}

function answerOf(value: JsonValue): Answer | undefined {
  if (!isJsonObject(value)) return undefined;
  const { status, headers, body = null } = value;
  const named = isJsonObject(headers) ? Object.entries(headers) : [];
  return {
    status: typeof status === 'number' ? status : 200,
    headers: Object.fromEntries(
      named.flatMap(([name, text]) => (typeof text === 'string' ? [[name, text] as const] : [])),
    ),
    body,
  };
}
