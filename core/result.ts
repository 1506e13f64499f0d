/** Success or a failure that the caller must look at. Exceptions are for mistakes in this program. */
export type Result<T, E = Problem> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

/** What went wrong, where, and what to do: one clear line in `message`. `code` is stable and tested. */
export interface Problem { readonly code: string; readonly message: string }

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });
export const fail = (code: string, message: string): { readonly ok: false; readonly error: Problem } => ({ ok: false, error: { code, message } });

/** An expected failure carried as an exception across library boundaries (streams, HTTP handlers). */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    // What others say (a parser that quotes its input) may hold line ends and worse.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be printed
    super(message.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' '), options);
    this.code = code;
  }
}

/** The text of anything thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
