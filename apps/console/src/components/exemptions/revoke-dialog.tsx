import type { Exemption } from '#contract/types.ts';
import { act } from '../../api/actions.ts';
import { formatCount } from '../../i18n/format.ts';
import { useT } from '../../i18n/index.ts';
import { ConfirmDialog } from '../form/confirm-dialog.tsx';
import { notify } from '../notify.tsx';

export function RevokeDialog({ exemption, onClose }: { exemption: Exemption; onClose: () => void }) {
  const t = useT();
  const revoke = async (): Promise<void> => {
    await act('revokeExemption', { params: { id: exemption.id } });
    notify.success(t('exemptions.revoked'));
  };
  return <ConfirmDialog title={t('exemptions.revokeTitle')} action={t('common.action.revoke')} onConfirm={revoke} onClose={onClose}>{t('exemptions.revokeText', { policy: exemption.policyTitle, count: exemption.matches, total: formatCount(exemption.matches) })}</ConfirmDialog>;
}
