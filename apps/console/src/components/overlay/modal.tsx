import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { type ReactNode, type SyntheticEvent, useId, useLayoutEffect, useRef } from 'react';

const useStyles = makeStyles({
  dialog: {
    margin: 'auto', padding: '20px 24px', width: 'calc(100vw - 32px)', maxWidth: '560px', maxHeight: 'calc(100vh - 32px)', overflowY: 'auto', border: `1px solid ${tokens.colorTransparentStroke}`, borderRadius: tokens.borderRadiusXLarge, boxShadow: tokens.shadow64,
    backgroundColor: tokens.colorNeutralBackground1, color: tokens.colorNeutralForeground1, fontFamily: tokens.fontFamilyBase, fontSize: tokens.fontSizeBase300, lineHeight: tokens.lineHeightBase300,
    '::backdrop': { backgroundColor: tokens.colorBackgroundOverlay },
  },
  wide: { maxWidth: '720px' },
  head: { display: 'flex', alignItems: 'center', justifyContent: 'space-between', gap: '12px', marginBottom: '12px' },
  title: { margin: 0, fontSize: tokens.fontSizeBase500, lineHeight: tokens.lineHeightBase500, fontWeight: tokens.fontWeightSemibold, overflowWrap: 'anywhere' },
  actions: { display: 'flex', justifyContent: 'flex-end', gap: '8px', marginTop: '20px', flexWrap: 'wrap' },
});

interface ModalProps { title: string; children: ReactNode; onClose: () => void; wide?: boolean; /** It stays while something is under way. */ locked?: boolean; corner?: ReactNode }

/**
 * The browser's own modal dialog: the page behind it cannot be reached, Escape closes it, and the focus goes back to
 * where it was. A click beside it does nothing, so that nothing typed is lost by accident.
 */
export function Modal({ title, children, onClose, wide = false, locked = false, corner }: ModalProps) {
  const styles = useStyles();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  const onCancel = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (!locked) onClose();
  };
  return (
    <dialog ref={dialog} aria-labelledby={id} className={mergeClasses(styles.dialog, wide && styles.wide)} onCancel={onCancel}>
      <div className={styles.head}><h2 id={id} className={styles.title}>{title}</h2>{corner}</div>
      {children}
    </dialog>
  );
}

/** The buttons below a dialog, the one that goes on last. */
export function ModalActions({ children }: { children: ReactNode }) {
  const styles = useStyles();
  return <div className={styles.actions}>{children}</div>;
}
