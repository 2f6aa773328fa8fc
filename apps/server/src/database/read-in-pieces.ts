/**
 * pg gives bytes as text in hex, so that a value takes five times its size while it is read. In
 * pieces of a megabyte only a piece does; columns of bytes are stored in a way that makes each piece
 * cost what it holds (STORAGE EXTERNAL).
 */
const PIECE = 1024 * 1024;

/**
 * `bytes` of a stored value from `offset` on, in one buffer. `read` gives a piece of it, and undefined
 * once the value is gone; then, and when it is shorter than that, the whole is undefined.
 */
export async function readInPieces(
  { offset, bytes }: { offset: number; bytes: number },
  read: (offset: number, bytes: number) => Promise<Buffer | undefined>,
): Promise<Buffer | undefined> {
  const whole = Buffer.allocUnsafe(bytes);
  for (let at = 0; at < bytes; at += PIECE) {
    const wanted = Math.min(PIECE, bytes - at);
    const piece = await read(offset + at, wanted);
    if (piece?.length !== wanted) return undefined;
    piece.copy(whole, at);
  }
  return whole;
}
