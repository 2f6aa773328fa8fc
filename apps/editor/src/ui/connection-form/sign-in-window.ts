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

/** Calls back when the page that ends a sign-in tells of it; gives what takes that back. */
export function onSignedIn(done: () => void): () => void {
  const listen = ({ origin, source }: MessageEvent) => {
    if (origin === window.location.origin && source !== window) done();
  };
  window.addEventListener('message', listen);
  return () => window.removeEventListener('message', listen);
}
