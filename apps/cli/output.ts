/** Where results go: standard output, or a file that appears only when it is complete. */
import { createWriteStream, renameSync, rmSync, statSync, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { messageOf, ProblemError } from '#core/result.ts';

/** Characters that are collected before they are written: few large writes. */
const BLOCK = 256 * 1024;

export class Output {
  readonly #stream: NodeJS.WritableStream;
  readonly #file: { readonly temporary: string; readonly path: string } | null;
  #pending = '';
  #error: Error | null = null;

  /** @throws ProblemError `output.unwritable` */
  static async open(path: string | undefined): Promise<Output> {
    if (path === undefined || path === '-') return new Output(process.stdout, null);
    // A device or pipe is written as it is; a file is replaced when it is complete.
    const stat = statSync(path, { throwIfNoEntry: false });
    const direct = stat !== undefined && !stat.isFile() && !stat.isDirectory();
    const temporary = direct ? path : `${path}.${process.pid}.tmp`;
    if (stat?.isDirectory()) throw new ProblemError('output.unwritable', `--output ${path}: is a directory; name a file in it`);
    const stream = createWriteStream(temporary);
    try {
      await once(stream, 'open');
    } catch (error) {
      throw new ProblemError('output.unwritable', `--output ${path}: cannot be written: ${messageOf(error)}`, { cause: error });
    }
    return new Output(stream, direct ? null : { temporary, path });
  }

  private constructor(stream: NodeJS.WritableStream, file: { readonly temporary: string; readonly path: string } | null) {
    this.#stream = stream;
    this.#file = file;
    stream.on('error', (error: Error) => { this.#error ??= error; });
  }

  /** Waits only when the reader is slower. */
  async write(text: string): Promise<void> {
    this.#pending += text;
    if (this.#pending.length >= BLOCK) await this.#flush();
  }

  async finish(): Promise<void> {
    await this.#flush();
    if (this.#stream === process.stdout) return;
    (this.#stream as WriteStream).end();
    await finished(this.#stream);
    if (this.#file !== null) renameSync(this.#file.temporary, this.#file.path);
  }

  /** After a failure: no half file is left behind. */
  discard(): void {
    if (this.#file !== null) rmSync(this.#file.temporary, { force: true });
  }

  async #flush(): Promise<void> {
    const text = this.#pending;
    this.#pending = '';
    if (this.#error !== null) throw this.#error;
    if (text === '') return;
    await new Promise<void>((resolve, reject) => {
      this.#stream.write(text, (error) => (error === null || error === undefined ? resolve() : reject(error)));
    });
  }
}
