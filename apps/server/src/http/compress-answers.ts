import compression from 'compression';

/** Smaller answers fit into one packet as they are. */
const SMALLEST = 1024;

/**
 * Compresses the answers of the API. The stream of events is left alone: it has to go out line by
 * line. Files of the editor come compressed from the build and never get here.
 *
 * What is compressed must not hold a secret next to what a stranger can put there, or its length
 * gives the secret away (BREACH). No answer does: secrets of connections never leave the server, the
 * session is in a cookie that scripts cannot read, and there are no tokens in pages. A new API key is
 * shown once, in an answer below the smallest size.
 */
export const compressAnswers = compression({
  threshold: SMALLEST,
  // Low: the time is taken from requests. Brotli 4 beats gzip 6 in size at about the same time.
  level: 5,
  filter: (request, response) =>
    response.getHeader('Content-Type')?.toString().startsWith('text/event-stream') !== true &&
    compression.filter(request, response),
});
