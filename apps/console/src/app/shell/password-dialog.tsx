import { Field, Input } from '@fluentui/react-components';
import { act } from '../../api/actions.ts';
import { queryClient } from '../../api/query-client.ts';
import { FormDialog } from '../../components/form/form-dialog.tsx';
import { useForm } from '../../components/form/use-form.ts';
import { notify } from '../../components/notify.tsx';
import { useT } from '../../i18n/index.ts';

const SHORTEST = 12;
interface Values { current: string; next: string; repeat: string }

/** Changes the own password. */
export function PasswordDialog({ onClose }: { onClose: () => void }) {
  const t = useT();
  const form = useForm<Values>({
    initial: { current: '', next: '', repeat: '' },
    check: ({ current, next, repeat }) => ({
      current: current === '' ? t('common.required') : undefined,
      next: next.length < SHORTEST ? t('shell.password.tooShort') : undefined,
      repeat: repeat !== next ? t('shell.password.mismatch') : undefined,
    }),
    send: async ({ current, next }) => {
      await act('changePassword', { body: { current, next } });
      await queryClient.invalidateQueries({ queryKey: ['whoAmI'] });
      notify.success(t('shell.password.done'));
    },
  });
  const field = (name: keyof Values, label: string, autoComplete: string, hint: string | null = null) => (
    <Field label={label} hint={hint} {...(form.errors[name] === undefined ? {} : { validationMessage: form.errors[name] })}>
      <Input type="password" autoComplete={autoComplete} value={form.values[name]} onChange={(_, data) => form.set({ [name]: data.value })} />
    </Field>
  );
  return (
    <FormDialog title={t('shell.password.title')} submit={t('common.action.save')} onSubmit={form.submit} onClose={onClose} pending={form.pending} problem={form.problem}>
      {field('current', t('shell.password.current'), 'current-password')}
      {field('next', t('shell.password.next'), 'new-password', t('shell.password.rule'))}
      {field('repeat', t('shell.password.repeat'), 'new-password')}
    </FormDialog>
  );
}
