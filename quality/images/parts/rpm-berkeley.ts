/**
 * Input of Berkeley DB's loader (db_load(1)) for the table `Packages` of rpm before 4.16: a hash whose keys are header
 * numbers, four bytes in the order of the machine, and whose values are headers. Number 0 holds the highest number
 * given so far (rpm, lib/backend/db3.c, dbiCursorGet and pkgdbNew).
 */
const number = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

/** @param headers by header number */
export function berkeleyDump(headers: ReadonlyMap<number, Buffer>): string {
  const rows = [[0, number(Math.max(...headers.keys()))] as const, ...headers].map(([key, value]) => ` ${number(key).toString('hex')}\n ${value.toString('hex')}\n`);
  return `VERSION=3\nformat=bytevalue\ntype=hash\ndb_pagesize=4096\nHEADER=END\n${rows.join('')}DATA=END\n`;
}
