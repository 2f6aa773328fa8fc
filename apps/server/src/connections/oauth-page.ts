/** What the page tells whoever opened it. */
export interface PageMessage {
  ok: boolean;
  /** The id of the connection; empty when it is not known. */
  connection: string;
  title: string;
  text: string;
}

/**
 * The page a browser ends at. No script in it, as the content security policy asks; what it tells is in
 * attributes, as text.
 */
export function oauthPage({ ok, connection, title, text }: PageMessage): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${escaped(title)}</title>
    <script defer src="/oauth/callback/page.js"></script>
    <style>body { font: 16px/1.5 system-ui, sans-serif; max-width: 32rem; margin: 20vh auto; padding: 0 1rem; }</style>
  </head>
  <body data-ok="${String(ok)}" data-connection="${escaped(connection)}">
    <main>
      <h1>${escaped(title)}</h1>
      <p>${escaped(text)}</p>
      <p>You can close this window.</p>
    </main>
  </body>
</html>
`;
}

/**
 * Tells the editor and closes. An opener that was cut off on the way over another origin hears it over
 * the channel, which only pages of this origin can join.
 */
export const OAUTH_SCRIPT = `const { ok, connection } = document.body.dataset;
const message = { kind: 'millrace-connected', ok: ok === 'true', connection };
new BroadcastChannel('millrace-connected').postMessage(message);
if (window.opener) window.opener.postMessage(message, window.location.origin);
if (message.ok) window.close();
`;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (one) => ENTITIES[one] ?? one);
}
