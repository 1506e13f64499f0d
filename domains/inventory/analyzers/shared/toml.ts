/** A bounded reader of TOML. */
import { parse } from 'smol-toml';
import { messageOf } from '#core/result.ts';
import { damaged } from './damaged.ts';
import { boundValues, type JsonObject } from './structured.ts';

export function parseToml(text: string): JsonObject {
  boundValues(text, '\n,[{');
  try {
    return parse(text, { maxDepth: 100, integersAsBigInt: 'asNeeded' }) as unknown as JsonObject;
  } catch (error) {
    return damaged(`is not TOML: ${messageOf(error).split('\n', 1)[0]!.slice(0, 200)}`);
  }
}
