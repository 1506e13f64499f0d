/** The functions that every CEL environment has, with optional values. */
import type { Library } from '../../library.ts';
import { conversions, denotations } from './conversions.ts';
import { functions } from './functions.ts';
import { operators } from './operators.ts';
import { optionals } from './optionals.ts';

export const standardLibrary: Library = {
  name: 'standard',
  functions: [...operators, ...conversions, ...functions, ...optionals],
  constants: denotations,
};
