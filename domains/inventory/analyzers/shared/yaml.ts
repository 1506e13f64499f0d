/** A bounded reader of YAML. */
import { FAILSAFE_SCHEMA, load, loadAll } from 'js-yaml';
import { messageOf } from '#core/result.ts';
import { damaged } from './damaged.ts';
import { boundValues, type Json } from './structured.ts';

/** YAML is read at some 5 MB/s: a lock of this size is ten times the largest known. */
const MAX_YAML = 16 * 1024 * 1024;

function boundYaml(text: string): void {
  if (text.length > MAX_YAML) damaged(`has ${text.length} characters of YAML, ${MAX_YAML} are read`);
  boundValues(text, '\n,[{');
}

/** One YAML document. Every scalar stays text: `version: 1.10` is not the number 1.1. */
export function parseYaml(text: string): Json {
  boundYaml(text);
  try {
    return load(text, { schema: FAILSAFE_SCHEMA, json: true }) as Json;
  } catch (error) {
    return damaged(`is not YAML: ${messageOf(error).split('\n', 1)[0]!.slice(0, 200)}`);
  }
}

/** All documents of a stream; scalars as in `parseYaml`. */
export function parseYamlDocuments(text: string): readonly Json[] {
  boundYaml(text);
  try {
    return loadAll(text, { schema: FAILSAFE_SCHEMA, json: true }) as Json[];
  } catch (error) {
    return damaged(`is not YAML: ${messageOf(error).split('\n', 1)[0]!.slice(0, 200)}`);
  }
}
