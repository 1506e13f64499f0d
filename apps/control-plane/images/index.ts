/** Routes of images. */
import { ProblemError } from '#core/result.ts';
import type { Handlers, ImageRoute } from '../handler.ts';

const refuse = (): never => { throw new ProblemError('not-ready', 'the control plane does not know about images yet'); };

export const createImageHandlers = (): Handlers<ImageRoute> => ({ imageCoverage: refuse, listImages: refuse, getImage: refuse, listImagePackages: refuse, getImageSbom: refuse, scanImage: refuse, listImageEvents: refuse, listFindings: refuse, listVulnerabilities: refuse, getVulnerability: refuse, listSoftwareUpdates: refuse });
