import { Button, makeStyles, MessageBar, MessageBarBody, Spinner, tokens } from '@fluentui/react-components';
import type { FormEvent, ReactNode } from 'react';
import { useT } from '../../i18n/index.ts';
import { Modal, ModalActions } from '../overlay/modal.tsx';

const useStyles = makeStyles({ content: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM } });

interface FormDialogProps {
  title: string;
  submit: string;
  onSubmit: () => Promise<boolean>;
  onClose: () => void;
  pending: boolean;
  problem: string | null;
  children: ReactNode;
  wide?: boolean;
}

/** A dialog with one form. It closes when the request succeeded; until then it keeps what was typed. */
export function FormDialog({ title, submit, onSubmit, onClose, pending, problem, children, wide = false }: FormDialogProps) {
  const styles = useStyles();
  const t = useT();
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    event.stopPropagation();
    const form = event.currentTarget;
    if (!pending) void onSubmit().then((done) => (done ? onClose() : setTimeout(() => form.querySelector<HTMLElement>('[aria-invalid=true]')?.focus())));
  };
  return (
    <Modal title={title} onClose={onClose} locked={pending} wide={wide}>
      <form onSubmit={send} noValidate>
        <div className={styles.content}>
          {problem !== null && <MessageBar intent="error" layout="multiline"><MessageBarBody>{problem}</MessageBarBody></MessageBar>}
          {children}
        </div>
        <ModalActions>
          <Button onClick={onClose} disabled={pending}>{t('common.action.cancel')}</Button>
          <Button type="submit" appearance="primary" disabledFocusable={pending} icon={pending ? <Spinner size="tiny" /> : null}>{submit}</Button>
        </ModalActions>
      </form>
    </Modal>
  );
}
