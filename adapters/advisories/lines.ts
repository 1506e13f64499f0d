/** Lines of a stream of bytes, in batches: a batch costs one step of the event loop. Lines that are too long are let go. */
const NEWLINE = 0x0a;

export interface Line {
  /** Without its end; null when it was longer than the limit. */
  readonly text: string | null;
  /** Bytes, also of a line that was let go. */
  readonly bytes: number;
}

/** @param limit bytes of one line */
export async function* lines(source: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<readonly Line[]> {
  let held: Buffer[] = [], heldBytes = 0;
  const finish = (last: Uint8Array): Line => {
    const bytes = heldBytes + last.length;
    const text = bytes > limit ? null : Buffer.concat([...held, last], bytes).toString('utf8').replace(/\r$/, '');
    held = [];
    heldBytes = 0;
    return { text, bytes };
  };
  for await (const piece of source) {
    const chunk = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    const batch: Line[] = [];
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      batch.push(finish(chunk.subarray(from, at)));
      from = at + 1;
    }
    // What is beyond the limit is counted, not kept.
    if (from < chunk.length) {
      if (heldBytes <= limit) held.push(chunk.subarray(from));
      heldBytes += chunk.length - from;
      if (heldBytes > limit) held = [];
    }
    if (batch.length > 0) yield batch;
  }
  if (heldBytes > 0) yield [finish(Buffer.alloc(0))];
}
