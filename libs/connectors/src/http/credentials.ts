import type { ConnectionValues } from '@millrace/connector-kit';

/** The headers that say who calls, from whichever values the connection has. */
export function credentialsOf(connection: ConnectionValues | undefined): Record<string, string> {
  const { token, username, password, header_name, header_value } = connection?.values ?? {};
  const headers: Record<string, string> = {};
  if (filled(username) || filled(password)) {
    headers['authorization'] = `Basic ${base64(`${username ?? ''}:${password ?? ''}`)}`;
  }
  if (filled(token)) headers['authorization'] = `Bearer ${token}`;
  if (filled(header_name)) headers[header_name] = header_value ?? '';
  return headers;
}

function filled(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
