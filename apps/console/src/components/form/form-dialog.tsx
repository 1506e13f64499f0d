import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, makeStyles, MessageBar, MessageBarBody, Spinner, tokens } from '@fluentui/react-components';
import { type FormEvent, type ReactNode, useId } from 'react';
import { useT } from '../../i18n/index.ts';

const useStyles = makeStyles({
  form: { display: 'contents' },
  content: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM, paddingBottom: '4px' },
  wide: { maxWidth: '720px' },
});

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
  const id = useId();
  const send = (event: FormEvent): void => {
    event.preventDefault();
    event.stopPropagation();
    if (!pending) void onSubmit().then((done) => done && onClose());
  };
  return (
    <Dialog open onOpenChange={(_, data) => !data.open && !pending && onClose()}>
      <DialogSurface className={wide ? styles.wide : undefined}>
        <form className={styles.form} onSubmit={send} noValidate aria-labelledby={id}>
          <DialogBody>
            <DialogTitle id={id}>{title}</DialogTitle>
            <DialogContent className={styles.content}>
              {problem !== null && <MessageBar intent="error" layout="multiline"><MessageBarBody>{problem}</MessageBarBody></MessageBar>}
              {children}
            </DialogContent>
            <DialogActions>
              <Button onClick={onClose} disabled={pending}>{t('common.action.cancel')}</Button>
              <Button type="submit" appearance="primary" disabledFocusable={pending} icon={pending ? <Spinner size="tiny" /> : null}>{submit}</Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}
