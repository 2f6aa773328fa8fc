import { randomBytes } from 'node:crypto';
import type { Role } from '@millrace/model';
import { call } from '../http/testing.ts';

const JSON_HEADERS = { 'content-type': 'application/json' };

/** A key of the owner's workspace with a role, as the header that carries it. */
export async function keyWithRole(
  url: string,
  owner: Record<string, string>,
  role: Role,
): Promise<{ id: string; headers: { authorization: string } }> {
  const name = `${role} ${randomBytes(4).toString('hex')}`;
  const made = await call(`${url}/api/v1/api-keys`, {
    method: 'POST',
    body: { name, role },
    headers: { ...JSON_HEADERS, ...owner },
  });
  const { id, key } = made.body;
  return { id: String(id), headers: { authorization: `Bearer ${String(key)}` } };
}
