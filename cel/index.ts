/**
 * The Common Expression Language as Kubernetes runs it. Knows nothing of policies or clusters.
 */
import { Checker } from './checker/check.ts';
import { namesOf } from './checker/names.ts';
import { compileNode } from './compiler/compile.ts';
import { parse } from './parser/parser.ts';
import { SourceError, issueAt } from './parser/source.ts';
import type { Compiled, Environment } from './program.ts';

/** Parse, check and compile an expression. Mistakes in it come back as issues; nothing is thrown. */
export function compile(source: string, env: Environment): Compiled {
  try {
    const tree = parse(source, { macros: !env.disableMacros, block: env.block ?? false });
    const checker = new Checker(namesOf(env), env.container ?? '', !env.disableCheck, env.validateLiterals ?? false);
    const root = checker.check(tree);
    checker.validateLiterals();
    if (checker.issues.length > 0) return { ok: false, issues: checker.issues.map(({ pos, message }) => issueAt(source, pos, message)) };
    return { ok: true, program: compileNode(source, root, checker.types) };
  } catch (error) {
    if (error instanceof SourceError) return { ok: false, issues: [issueAt(source, error.pos, error.message)] };
    if (error instanceof RangeError || error instanceof SyntaxError) return { ok: false, issues: [issueAt(source, 0, `expression is too complex: ${error.message}`)] };
    throw error;
  }
}

export * from './library.ts';
export * from './program.ts';
export * from './types.ts';
export * from './values.ts';
