/** `base64.encode` and `base64.decode`. Source: cel-go ext/encoders.go; the API server does not have them. */
import { fn, type Library } from '../../library.ts';
import { BYTES, STRING } from '../../types.ts';
import { walk } from '../shared/cost.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';

export const encodersLibrary: Library = {
  name: 'cel.lib.ext.encoders',
  functions: [
    { name: 'base64.encode', overloads: [fn('base64_encode_bytes', [BYTES], STRING, (bytes) => encodeBase64(bytes as Uint8Array), ([bytes]) => Math.max(1, walk(bytes)))] },
    { name: 'base64.decode', overloads: [fn('base64_decode_string', [STRING], BYTES, (text) => decodeBase64(text as string), ([text]) => Math.max(1, walk(text)))] },
  ],
};
