const DEADLINE_MS = 120_000;

/** The status; 0 when there is no answer. */
export async function post(
  url: string,
  headers: Record<string, string>,
  body: Buffer | string,
): Promise<number> {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  try {
    const sent = typeof body === 'string' ? body : new Uint8Array(body);
    const response = await fetch(url, { method: 'POST', headers, body: sent, signal });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}
