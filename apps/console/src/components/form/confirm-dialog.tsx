import type { ReactNode } from 'react';
import { FormDialog } from './form-dialog.tsx';
import { useForm } from './use-form.ts';

interface ConfirmDialogProps { title: string; action: string; children: ReactNode; onConfirm: () => Promise<void>; onClose: () => void }

/** Asks before something that cannot be taken back. */
export function ConfirmDialog({ title, action, children, onConfirm, onClose }: ConfirmDialogProps) {
  const form = useForm({ initial: {}, send: onConfirm });
  return <FormDialog title={title} submit={action} onSubmit={form.submit} onClose={onClose} pending={form.pending} problem={form.problem}><div>{children}</div></FormDialog>;
}
