import {
  AppError,
  isSuccess,
  toCallError,
  type ConnectionValues,
  type HttpMethod,
  type HttpRequest,
  type JsonValue,
  type TestContext,
} from '@millrace/connector-kit';
import { readProblem } from './problem.ts';

const APP = 'Mailchimp';
const DATA_CENTRE = /-([a-z]{2,4}\d{1,3})$/;

/** A call of the Marketing API; each part of the path is encoded. */
export interface MailchimpCall {
  method: HttpMethod;
  path: readonly string[];
  query?: HttpRequest['query'];
  body?: JsonValue;
}

type Caller = Pick<TestContext, 'http' | 'signal'> & { connection: ConnectionValues | undefined };

/**
 * Calls Mailchimp with the API key of the connection and gives the body of its answer. Throws
 * CONNECTION_INVALID when the key names no data centre, and what the HTTP client and `toCallError` throw.
 */
export async function callMailchimp(
  { connection, http, signal }: Caller,
  { method, path, query, body }: MailchimpCall,
): Promise<JsonValue> {
  const key = connection?.values['api_key'] ?? '';
  const answer = await http.request({
    app: APP,
    method,
    url: [baseUrl(connection, key), ...path.map(encodeURIComponent)].join('/'),
    query,
    credentials: { authorization: `Basic ${Buffer.from(`millrace:${key}`).toString('base64')}` },
    body: body === undefined ? undefined : { json: body },
    signal,
  });
  if (isSuccess(answer)) return answer.body;
  throw toCallError({ app: APP, connection }, answer, readProblem(answer));
}

function baseUrl(connection: ConnectionValues | undefined, key: string): string {
  const own = connection?.values['base_url'] ?? '';
  if (own !== '') return own.replace(/\/+$/, '');
  const dataCentre = DATA_CENTRE.exec(key)?.[1];
  if (dataCentre !== undefined) return `https://${dataCentre}.api.mailchimp.com/3.0`;
  const reason = 'its API key does not end with a data centre such as -us1';
  throw new AppError('CONNECTION_INVALID', { connection: connection?.name ?? 'none', reason });
}
