import { usePageSearch } from '../../app/search.ts';
import { IMAGE_POLICY } from '../../lib/image-policy.ts';
import { ExemptDialog, type FindingsTarget } from './exempt-dialog.tsx';

/** Exempts findings of images: a vulnerability, a package or an image, or what several of them have in common. */
export function ExemptFindings({ target, onClose }: { target: FindingsTarget; onClose: () => void }) {
  const [{ environment }] = usePageSearch();
  return <ExemptDialog policy={IMAGE_POLICY} policyTitle="" target={{ environment: environment ?? null, namespace: null, kind: null, name: null }} findings={target} onClose={onClose} />;
}
