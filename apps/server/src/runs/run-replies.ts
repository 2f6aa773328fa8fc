import { Inject, Injectable } from '@nestjs/common';
import {
  isJsonObject,
  isTerminal,
  parseJson,
  type JsonValue,
  type RunStatus,
} from '@millrace/model';
import type { Pool } from 'pg';
import { PG_POOL } from '../database/pg-pool.token.ts';

/** What a respond step says to the sender. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: JsonValue;
}

/** What a run has to give back so far. */
export interface RunReply {
  status: RunStatus;
  ended: boolean;
  output: JsonValue;
  answer: Answer | undefined;
  errorCode: string | undefined;
  createdAt: Date;
}

interface Row {
  status: RunStatus;
  output: Buffer | null;
  answer: Buffer | null;
  error: string | null;
  createdAt: Date;
}

/** Reads what runs give back. */
@Injectable()
export class RunReplies {
  constructor(@Inject(PG_POOL) private readonly pool: Pool) {}

  async of(runId: string): Promise<RunReply | undefined> {
    const { rows } = await this.pool.query<Row>({
      name: 'run-reply',
      text: 'SELECT status, output, answer, error, created_at AS "createdAt" FROM runs WHERE id = $1',
      values: [runId],
    });
    const [row] = rows;
    if (row === undefined) return undefined;
    return {
      status: row.status,
      ended: isTerminal(row.status),
      output: jsonOf(row.output),
      answer: answerOf(jsonOf(row.answer)),
      errorCode: row.error === null ? undefined : codeOf(parseJson(row.error)),
      createdAt: row.createdAt,
    };
  }
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

function codeOf(error: JsonValue): string | undefined {
  const code = isJsonObject(error) ? error['code'] : undefined;
  return typeof code === 'string' ? code : undefined;
}
