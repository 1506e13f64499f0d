/** Cuts a stream of bytes into lines, with a bound on the length of one. */

export interface LineSplitter {
  /** Lines that ended in this chunk, without their line feed. `overflow`: one is longer than the bound; give no more chunks. */
  push(chunk: Buffer): { readonly complete: readonly string[]; readonly overflow: boolean };
}

const LINE_FEED = 0x0a;

/** What is left at the end of the stream without a line feed is no line: it was cut, and is dropped. */
export function createLineSplitter(maxBytes: number): LineSplitter {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  return {
    push(chunk) {
      const complete: string[] = [];
      let start = 0;
      for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
        const tail = chunk.subarray(start, end);
        if (pendingBytes + tail.length > maxBytes) return { complete, overflow: true };
        complete.push(pendingBytes === 0 ? tail.toString('utf8') : Buffer.concat([...pending, tail]).toString('utf8'));
        pending = [];
        pendingBytes = 0;
        start = end + 1;
      }
      if (start < chunk.length) {
        pending.push(chunk.subarray(start));
        pendingBytes += chunk.length - start;
      }
      return { complete, overflow: pendingBytes > maxBytes };
    },
  };
}
