import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle } from '@fluentui/react-components';
import { type ReactNode, useState } from 'react';
import { useT } from '../../i18n/index.ts';
import { useNotify } from '../notify.tsx';

interface ConfirmDialogProps { title: string; action: string; children: ReactNode; onConfirm: () => Promise<void>; onClose: () => void }

/** Asks before something that cannot be taken back. */
export function ConfirmDialog({ title, action, children, onConfirm, onClose }: ConfirmDialogProps) {
  const t = useT();
  const notify = useNotify();
  const [pending, setPending] = useState(false);
  const confirm = async (): Promise<void> => {
    setPending(true);
    try {
      await onConfirm();
      onClose();
    } catch (error) {
      setPending(false);
      notify.error(error);
    }
  };
  return (
    <Dialog open modalType="alert" onOpenChange={(_, data) => !data.open && !pending && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent>{children}</DialogContent>
          <DialogActions>
            <Button onClick={onClose} disabled={pending}>{t('common.action.cancel')}</Button>
            <Button appearance="primary" disabledFocusable={pending} onClick={() => void confirm()}>{action}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
