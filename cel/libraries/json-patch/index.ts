/**
 * `jsonpatch.escapeKey`, which the API server has in MutatingAdmissionPolicy only.
 * Source: k8s.io/apiserver/pkg/cel/library/jsonpatch.go; RFC 6901 section 3.
 */
import { fn, type Library } from '../../library.ts';
import { STRING } from '../../types.ts';
import { walk } from '../shared/cost.ts';

/** A key as one part of a JSON pointer. */
export const escapeKey = (key: string): string => key.replace(/[~/]/g, (character) => (character === '~' ? '~0' : '~1'));

export const jsonPatchLibrary: Library = {
  name: 'kubernetes.jsonpatch',
  functions: [{
    name: 'jsonpatch.escapeKey',
    overloads: [fn('string_jsonpatch_escapeKey_string', [STRING], STRING, (key) => escapeKey(key as string), ([key]) => walk(key))],
  }],
};
