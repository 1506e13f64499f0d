/** Making nodes of the syntax tree. */
import type { Expr } from '../ast.ts';
import { MAX_HEIGHT, SourceError } from './source.ts';

/** The height of a node over these children. @throws SourceError where the tree gets too high to be walked. */
export function heightOver(pos: number, children: readonly (Expr | undefined)[]): number {
  let height = 0;
  for (const child of children) if (child !== undefined && child.height > height) height = child.height;
  if (height >= MAX_HEIGHT) throw new SourceError(`expression is too deep: more than ${MAX_HEIGHT} operations depend on each other`, pos);
  return height + 1;
}

export const call = (pos: number, name: string, args: readonly Expr[], target?: Expr, absolute = false): Expr =>
  ({ kind: 'call', pos, name, target, args, absolute, height: heightOver(pos, target === undefined ? args : [target, ...args]) });
