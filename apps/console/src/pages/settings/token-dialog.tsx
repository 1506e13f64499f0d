import { Button, Checkbox, Field, Input, makeStyles, MessageBar, MessageBarBody, Select, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import type { CreatedToken, Scope } from '#contract/types.ts';
import { act } from '../../api/actions.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { errorOf } from '../../components/form/error-of.ts';
import { FormDialog } from '../../components/form/form-dialog.tsx';
import { useForm } from '../../components/form/use-form.ts';
import { Modal, ModalActions } from '../../components/overlay/modal.tsx';
import { useT } from '../../i18n/index.ts';
import { EnvironmentsField } from './environments-field.tsx';

const SCOPES = ['read', 'write', 'admin'] as const satisfies readonly Scope[];
const DAYS = [7, 30, 90, 180, 365] as const;

const useStyles = makeStyles({
  scopes: { display: 'flex', gap: '8px', flexWrap: 'wrap' },
  secret: { display: 'flex', alignItems: 'center', gap: '8px', padding: '8px 8px 8px 12px', border: `1px solid ${tokens.colorNeutralStroke1}`, borderRadius: tokens.borderRadiusMedium, backgroundColor: tokens.colorNeutralBackground3, marginTop: '12px' },
  code: { fontFamily: tokens.fontFamilyMonospace, fontSize: '12px', overflowWrap: 'anywhere', flexGrow: 1 },
});

/** Creates a token, then shows its secret: the one time that it can be seen. */
export function CreateTokenDialog({ onClose }: { onClose: () => void }) {
  const styles = useStyles();
  const t = useT();
  const [created, setCreated] = useState<CreatedToken | null>(null);
  const form = useForm<{ name: string; scopes: Scope[]; environments: string[] | null; days: number }>({
    initial: { name: '', scopes: ['read'], environments: null, days: 90 },
    check: ({ name, scopes }) => ({ name: name.trim() === '' ? t('common.required') : undefined, scopes: scopes.length === 0 ? t('settings.scopesNeeded') : undefined }),
    send: async ({ name, scopes, environments, days }) => setCreated(await act('createToken', { body: { name, scopes, environments, expiresInDays: days } })),
  });
  if (created !== null) return <SecretDialog token={created} onClose={onClose} />;
  const { values, set } = form;
  return (
    <FormDialog title={t('settings.createToken')} submit={t('common.action.create')} onSubmit={async () => { await form.submit(); return false; }} onClose={onClose} pending={form.pending} problem={form.problem}>
      <Field label={t('common.field.name')} required hint={t('settings.tokenNameHint')} {...errorOf(form, 'name')}><Input value={values.name} maxLength={120} autoComplete="off" onChange={(_, data) => set({ name: data.value })} /></Field>
      <Field label={t('settings.scopes')} {...errorOf(form, 'scopes')}>
        {/* biome-ignore lint/a11y/useSemanticElements: Field already gives the name */}
        <div className={styles.scopes} role="group" aria-label={t('settings.scopes')}>
          {SCOPES.map((scope) => <Checkbox key={scope} label={t(`words.scope.${scope}`)} checked={values.scopes.includes(scope)} onChange={(_, data) => set({ scopes: data.checked === true ? SCOPES.filter((each) => each === scope || values.scopes.includes(each)) : values.scopes.filter((each) => each !== scope) })} />)}
        </div>
      </Field>
      <EnvironmentsField value={values.environments} onChange={(environments) => set({ environments })} />
      <Field label={t('settings.expiresIn')}>
        <Select value={String(values.days)} onChange={(_, data) => set({ days: Number(data.value) })}>{DAYS.map((days) => <option key={days} value={days}>{t('exemptions.days', { count: days })}</option>)}</Select>
      </Field>
    </FormDialog>
  );
}

function SecretDialog({ token, onClose }: { token: CreatedToken; onClose: () => void }) {
  const styles = useStyles();
  const t = useT();
  return (
    <Modal title={t('settings.secretTitle', { name: token.name })} locked onClose={onClose}>
      <MessageBar intent="warning" layout="multiline"><MessageBarBody>{t('settings.secretOnce')}</MessageBarBody></MessageBar>
      <div className={styles.secret}><code className={styles.code}>{token.secret}</code><CopyButton text={token.secret} withText /></div>
      <ModalActions><Button appearance="primary" onClick={onClose}>{t('settings.secretKept')}</Button></ModalActions>
    </Modal>
  );
}
