// Runs before the first paint so that a dark page never flashes white. A file of its own because the
// content security policy forbids inline scripts.
(() => {
  const { document, localStorage, matchMedia } = globalThis;
  const prefersDark = () => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  let stored = null;
  try {
    stored = localStorage.getItem('mantine-color-scheme-value');
  } catch {
    // Storage may be closed; the preference of the system is used then.
  }
  const scheme = stored === 'light' || stored === 'dark' ? stored : prefersDark();
  document.documentElement.setAttribute('data-mantine-color-scheme', scheme);
})();
