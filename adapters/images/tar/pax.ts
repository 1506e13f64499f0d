/** Extended headers of pax archives: POSIX.1-2001, `%d %s=%s\n` records. */
import { damaged } from './header.ts';

export interface PaxRecords { path?: string; linkpath?: string; size?: number; sparse?: boolean }

/** Reads records into `into`: later ones win. An empty value takes a record away. @throws ProblemError `image.damaged` */
export function readPax(bytes: Buffer, into: PaxRecords): void {
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(0x20, at);
    const digits = space < 0 || space - at > 10 ? '' : bytes.toString('latin1', at, space);
    const length = /^\d+$/.test(digits) ? Number(digits) : 0;
    const end = at + length;
    const equals = bytes.indexOf(0x3d, space + 1);
    if (length === 0 || end > bytes.length || bytes[end - 1] !== 0x0a || equals < 0 || equals >= end) damaged('an extended tar header is malformed');
    apply(bytes.toString('utf8', space + 1, equals), bytes.toString('utf8', equals + 1, end - 1), into);
    at = end;
  }
}

function apply(key: string, value: string, into: PaxRecords): void {
  if (key === 'path' || key === 'linkpath') {
    if (value === '') delete into[key]; else into[key] = value;
  } else if (key === 'GNU.sparse.name') {
    into.path = value;
  } else if (key === 'size') {
    if (!/^\d{1,15}$/.test(value)) damaged('the size in an extended tar header is no number');
    into.size = Number(value);
  }
  if (key.startsWith('GNU.sparse.')) into.sparse = true;
}
