import { Field, Input, Radio, RadioGroup, Text } from '@fluentui/react-components';
import type { Role, User } from '#contract/types.ts';
import { act } from '../../api/actions.ts';
import { errorOf } from '../../components/form/error-of.ts';
import { FormDialog } from '../../components/form/form-dialog.tsx';
import { useForm } from '../../components/form/use-form.ts';
import { notify } from '../../components/notify.tsx';
import { useT } from '../../i18n/index.ts';
import { EnvironmentsField } from './environments-field.tsx';
import { choose } from '../../lib/choose.ts';

const ROLES = ['viewer', 'operator', 'admin'] as const satisfies readonly Role[];
const SHORTEST = 12;

function RoleField({ value, onChange }: { value: Role; onChange: (role: Role) => void }) {
  const t = useT();
  return (
    <Field label={t('common.field.role')}>
      <RadioGroup value={value} onChange={(_, data) => choose(ROLES, data.value, onChange)}>
        {ROLES.map((role) => <Radio key={role} value={role} label={`${t(`words.role.${role}`)}: ${t(`words.roleHint.${role}`)}`} />)}
      </RadioGroup>
    </Field>
  );
}

export function CreateUserDialog({ onClose }: { onClose: () => void }) {
  const t = useT();
  const form = useForm<{ name: string; password: string; role: Role; environments: string[] | null }>({
    initial: { name: '', password: '', role: 'viewer', environments: null },
    check: ({ name, password }) => ({ name: name.trim() === '' ? t('common.required') : undefined, password: password.length < SHORTEST ? t('shell.password.tooShort') : undefined }),
    send: async (values) => {
      await act('createUser', { body: values });
      notify.success(t('settings.userCreated', { name: values.name }));
    },
  });
  return (
    <FormDialog title={t('settings.createUser')} submit={t('common.action.create')} onSubmit={form.submit} onClose={onClose} pending={form.pending} problem={form.problem}>
      <Field label={t('common.field.name')} required {...errorOf(form, 'name')}><Input value={form.values.name} maxLength={120} autoComplete="off" onChange={(_, data) => form.set({ name: data.value })} /></Field>
      <Field label={t('settings.firstPassword')} hint={t('settings.firstPasswordHint')} required {...errorOf(form, 'password')}><Input type="password" value={form.values.password} autoComplete="new-password" onChange={(_, data) => form.set({ password: data.value })} /></Field>
      <RoleField value={form.values.role} onChange={(role) => form.set({ role })} />
      <EnvironmentsField value={form.values.environments} onChange={(environments) => form.set({ environments })} />
    </FormDialog>
  );
}

export function RoleDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const t = useT();
  const form = useForm<{ role: Role; environments: string[] | null }>({
    initial: { role: user.role, environments: user.environments },
    send: async (values) => void (await act('updateUser', { params: { id: user.id }, body: values })),
  });
  return (
    <FormDialog title={t('settings.roleOf', { name: user.name })} submit={t('common.action.save')} onSubmit={form.submit} onClose={onClose} pending={form.pending} problem={form.problem}>
      <RoleField value={form.values.role} onChange={(role) => form.set({ role })} />
      <EnvironmentsField value={form.values.environments} onChange={(environments) => form.set({ environments })} />
    </FormDialog>
  );
}

export function ResetPasswordDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const t = useT();
  const form = useForm<{ password: string }>({
    initial: { password: '' },
    check: ({ password }) => ({ password: password.length < SHORTEST ? t('shell.password.tooShort') : undefined }),
    send: async ({ password }) => {
      await act('updateUser', { params: { id: user.id }, body: { password } });
      notify.success(t('settings.passwordReset', { name: user.name }));
    },
  });
  return (
    <FormDialog title={t('settings.resetPassword')} submit={t('common.action.save')} onSubmit={form.submit} onClose={onClose} pending={form.pending} problem={form.problem}>
      <Text>{t('settings.resetText', { name: user.name })}</Text>
      <Field label={t('shell.password.next')} hint={t('shell.password.rule')} required {...errorOf(form, 'password')}><Input type="password" value={form.values.password} autoComplete="new-password" onChange={(_, data) => form.set({ password: data.value })} /></Field>
    </FormDialog>
  );
}
