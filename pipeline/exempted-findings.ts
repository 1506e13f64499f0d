/** Which exemptions of findings there may be. */
import { isDigest, parseReference } from '#core/references.ts';
import { messageOf, ProblemError } from '#core/result.ts';
import type { ExemptedFindings } from '#core/scopes.ts';

/** The policy that findings of images are about; exemptions of others are about assessments alone. */
export const IMAGES_POLICY = 'running-images-vulnerabilities';

/** Findings as they are kept: without spaces around, and null where nothing is said. @throws ProblemError `invalid` */
export function checkedFindings(policy: string, findings: ExemptedFindings | null): ExemptedFindings | null {
  if (findings === null) return null;
  if (policy !== IMAGES_POLICY) throw new ProblemError('invalid', `only exemptions from ${IMAGES_POLICY} can be about findings: leave findings out, or choose that policy`);
  const said = { vulnerability: trimmed(findings.vulnerability), package: trimmed(findings.package), image: trimmed(findings.image) };
  if (said.vulnerability === null && said.package === null && said.image === null) throw new ProblemError('invalid', 'findings must name a vulnerability, a package or an image');
  if (said.image !== null && !isDigest(said.image)) checkImage(said.image);
  return said;
}

function checkImage(image: string): void {
  if (/^sha\d+:/.test(image)) throw new ProblemError('invalid', `findings.image: ${image.slice(0, 200)} is no digest, sha256: with 64 digits`);
  try {
    parseReference(image);
  } catch (error) {
    throw new ProblemError('invalid', `findings.image: ${messageOf(error)}`, { cause: error });
  }
}

const trimmed = (text: string | null): string | null => (text === null || text.trim() === '' ? null : text.trim());
