/**
 * A page that shows openapi.json: no script from elsewhere, and none inside the page, as the content
 * security policy asks. Everything is set as text, never as markup.
 */
export const DOCS_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Millrace API</title>
    <link rel="stylesheet" href="/api/docs/page.css">
    <script defer src="/api/docs/page.js"></script>
  </head>
  <body>
    <main>
      <h1>Millrace API</h1>
      <p>
        Send <code>Authorization: Bearer &lt;api key&gt;</code>. Every error is a problem document
        with a code, what happened and what to do. For programs:
        <a href="/api/v1/openapi.json">openapi.json</a>.
      </p>
      <div id="calls" aria-live="polite">Loading…</div>
    </main>
  </body>
</html>
`;

export const DOCS_STYLE = `:root { font: 16px/1.5 system-ui, sans-serif; color-scheme: light dark; }
body { margin: 0; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h2 { margin: 2.5rem 0 0.5rem; text-transform: capitalize; }
details { border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
summary { padding: 0.6rem 0; cursor: pointer; }
summary:focus-visible { outline: 2px solid; }
.method { display: inline-block; min-width: 5rem; font-weight: 700; }
.path { font-family: ui-monospace, monospace; }
.what { display: block; margin-left: 6.2rem; opacity: 0.8; }
h3 { font-size: 0.9rem; margin: 0.5rem 0 0.2rem; }
pre {
  overflow-x: auto; max-height: 24rem; padding: 0.75rem; margin: 0 0 1rem; border-radius: 6px;
  font: 13px/1.45 ui-monospace, monospace;
  background: color-mix(in srgb, currentColor 7%, transparent);
}
`;

export const DOCS_SCRIPT = `const place = document.getElementById('calls');

function add(parent, tag, text, className) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (className !== undefined) element.className = className;
  parent.append(element);
  return element;
}

function resolve(api, value, seen) {
  if (Array.isArray(value)) return value.map((item) => resolve(api, item, seen));
  if (value === null || typeof value !== 'object') return value;
  if (typeof value.$ref === 'string') {
    const name = value.$ref.replace('#/components/schemas/', '');
    if (seen.includes(name)) return { see: name };
    return resolve(api, api.components.schemas[name], [...seen, name]);
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, resolve(api, member, seen)]),
  );
}

function show(parent, title, value) {
  add(parent, 'h3', title);
  const box = add(parent, 'pre', JSON.stringify(value, null, 2));
  box.tabIndex = 0;
}

function fill(details, api, call) {
  if (call.parameters.length > 0) show(details, 'Parameters', call.parameters);
  const body = call.requestBody?.content['application/json'];
  if (body) show(details, 'Body', resolve(api, body.schema, []));
  for (const [status, answer] of Object.entries(call.responses)) {
    if (status === 'default') continue;
    const [content] = Object.values(answer.content ?? {});
    if (content) show(details, 'Answer ' + status, resolve(api, content.schema, []));
    else add(details, 'h3', 'Answer ' + status + ': no body');
  }
  if (call.security?.length === 0) add(details, 'p', 'Open to everyone.');
}

function render(api) {
  place.textContent = '';
  const sections = new Map();
  for (const [path, calls] of Object.entries(api.paths)) {
    for (const [method, call] of Object.entries(calls)) {
      const tag = call.tags[0];
      if (!sections.has(tag)) {
        const section = add(place, 'section');
        add(section, 'h2', tag.replaceAll('-', ' '));
        sections.set(tag, section);
      }
      const details = add(sections.get(tag), 'details');
      const summary = add(details, 'summary');
      add(summary, 'span', method.toUpperCase(), 'method');
      add(summary, 'span', path, 'path');
      add(summary, 'span', call.summary, 'what');
      details.addEventListener('toggle', () => fill(details, api, call), { once: true });
    }
  }
}

fetch('/api/v1/openapi.json')
  .then((answer) => answer.json())
  .then(render)
  .catch((error) => {
    place.textContent = 'The description could not be loaded: ' + error.message;
  });
`;
