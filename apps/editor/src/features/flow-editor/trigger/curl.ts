export interface CurlParts {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: unknown;
}

/** Headers curl sets itself, or that belong to the delivery a sample was taken from. */
const LEFT_OUT = new Set([
  'host',
  'connection',
  'content-length',
  'content-type',
  'accept',
  'accept-encoding',
  'transfer-encoding',
]);

/** A command for a POSIX shell that posts the body to the trigger URL. */
export function curlCommand({ url, headers, body }: CurlParts): string {
  const lines = [`curl ${quote(url)}`, `  -H ${quote('content-type: application/json')}`];
  for (const [name, value] of Object.entries(headers)) {
    if (!LEFT_OUT.has(name.toLowerCase())) lines.push(`  -H ${quote(`${name}: ${value}`)}`);
  }
  lines.push(`  --data ${quote(JSON.stringify(body, null, 2))}`);
  return lines.join(' \\\n');
}

/** One word for a POSIX shell: inside single quotes nothing is special save the quote itself. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
