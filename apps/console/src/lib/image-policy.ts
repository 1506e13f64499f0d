/** The policy about findings in running images: its recommendation has views of its own, and exemptions of findings belong to it. */
export const IMAGE_POLICY = 'running-images-vulnerabilities';
