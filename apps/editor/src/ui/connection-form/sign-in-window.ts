/** The window that a sign-in happens in, and how to know that it is over. */
export interface SignInWindow {
  /** False where the browser keeps windows from opening. */
  opened: boolean;
  go: (url: string) => void;
  close: () => void;
}

const SIZE = 'popup,width=560,height=720';

/**
 * Opens an empty window, to be called while a click is handled: browsers let no window open later. It
 * gets its address once the server named one.
 */
export function openSignIn(): SignInWindow {
  const opened = window.open('', 'millrace-sign-in', SIZE);
  return {
    opened: opened !== null,
    go: (url) => opened?.location.replace(url),
    close: () => opened?.close(),
  };
}

/** What the page that ends a sign-in tells. */
interface Told {
  ok: boolean;
  /** The id of the connection; empty where the sign-in failed before that was known. */
  connection: string;
}

const KIND = 'millrace-connected';

/**
 * Calls back when the page that ends a sign-in tells of it; gives what takes that back. The window may
 * have lost its opener on the way over another site: it is heard over a channel of this site, too.
 */
export function onSignedIn(connection: string, done: (ok: boolean) => void): () => void {
  const hear = (data: unknown) => {
    if (isTold(data) && (data.connection === connection || !data.ok)) done(data.ok);
  };
  const listen = ({ origin, data }: MessageEvent<unknown>) => {
    if (origin === window.location.origin) hear(data);
  };
  window.addEventListener('message', listen);
  const channel = new BroadcastChannel(KIND);
  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => hear(data));
  return () => {
    window.removeEventListener('message', listen);
    channel.close();
  };
}

function isTold(data: unknown): data is Told {
  return (
    typeof data === 'object' &&
    data !== null &&
    'kind' in data &&
    data.kind === KIND &&
    'ok' in data &&
    'connection' in data
  );
}
