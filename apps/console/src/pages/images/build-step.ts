/** A layer's build step as a Dockerfile has it: without the shell that builders put around it. */
export function buildStep(createdBy: string | null): string | null {
  if (createdBy === null || createdBy.trim() === '') return null;
  return createdBy.replace(/^\/bin\/sh -c #\(nop\)\s*/, '').replace(/^(RUN )?(\|\d+ [^/]*)?\/bin\/sh -c /, 'RUN ').replace(/\s*# buildkit$/, '').trim();
}
