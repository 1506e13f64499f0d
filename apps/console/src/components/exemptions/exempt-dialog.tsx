import { Button, Field, Input, makeStyles, Radio, RadioGroup, Select, Text, Textarea, tokens } from '@fluentui/react-components';
import { act } from '../../api/actions.ts';
import { useEnvironments } from '../../api/environments.ts';
import { useSession } from '../../app/session.ts';
import { useT } from '../../i18n/index.ts';
import { EXEMPTION_REASONS, type ExemptionReason } from '#core/words.ts';
import { dateInDays, endOfDay } from '../../lib/dates.ts';
import { errorOf } from '../form/error-of.ts';
import { FormDialog } from '../form/form-dialog.tsx';
import { useForm } from '../form/use-form.ts';
import { notify } from '../notify.tsx';
import { choose } from '../../lib/choose.ts';

export interface ExemptTarget { environment: string | null; namespace: string | null; kind: string | null; name: string | null }
/** Which findings of images; null: any. */
export interface FindingsTarget { vulnerability: string | null; package: string | null; image: string | null }

const useStyles = makeStyles({
  grid: { display: 'grid', gridTemplateColumns: 'repeat(2, minmax(0, 1fr))', alignItems: 'start', gap: '12px' },
  triple: { display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(180px, 1fr))', alignItems: 'start', gap: '12px', '& > *': { minWidth: 0 }, '& input': { minWidth: 0, width: '100%' } },
  part: { margin: 0 },
  presets: { display: 'flex', gap: '4px', marginTop: '4px', flexWrap: 'wrap' },
  what: { color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
});
const PRESET_DAYS = [30, 90, 180] as const;

interface Values { environment: string; namespace: string; kind: string; name: string; vulnerability: string; package: string; image: string; reason: ExemptionReason; justification: string; owner: string; approver: string; expires: string }

interface ExemptDialogProps { policy: string; policyTitle: string; target: ExemptTarget; /** Only findings of these, not whole objects. */ findings?: FindingsTarget; onClose: () => void }

/** Asks for all that an exemption must say: what for, why, who answers for it, and until when. */
export function ExemptDialog({ policy, policyTitle, target, findings, onClose }: ExemptDialogProps) {
  const styles = useStyles();
  const t = useT();
  const session = useSession();
  const environments = useEnvironments();
  const form = useForm<Values>({
    initial: { environment: target.environment ?? '', namespace: target.namespace ?? '', kind: target.kind ?? '', name: target.name ?? '', vulnerability: findings?.vulnerability ?? '', package: findings?.package ?? '', image: findings?.image ?? '', reason: 'mitigated', justification: '', owner: session.name, approver: '', expires: dateInDays(PRESET_DAYS[1]) },
    check: (values) => ({
      vulnerability: findings !== undefined && values.vulnerability.trim() === '' && values.package.trim() === '' && values.image.trim() === '' ? t('exemptions.findingsNeeded') : undefined,
      justification: values.justification.trim().length < 3 ? t('exemptions.justificationNeeded') : undefined,
      owner: values.owner.trim() === '' ? t('common.required') : undefined,
      approver: values.approver.trim() === '' ? t('common.required') : undefined,
      expiresAt: values.expires === '' || endOfDay(values.expires) <= new Date() ? t('exemptions.expiryNeeded') : undefined,
    }),
    send: async (values) => {
      const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());
      await act('createExemption', { body: {
        policy, reason: values.reason, justification: values.justification, owner: values.owner, approver: values.approver, expiresAt: endOfDay(values.expires).toISOString(),
        scope: { environment: orNull(values.environment), namespace: orNull(values.namespace), kind: orNull(values.kind), name: orNull(values.name) },
        findings: findings === undefined ? null : { vulnerability: orNull(values.vulnerability), package: orNull(values.package), image: orNull(values.image) },
      } });
      notify.success(t('exemptions.created'));
    },
  });
  const { values, set } = form;
  const text = (name: 'namespace' | 'kind' | 'name') => <Field label={t(`common.field.${name}`)} {...errorOf(form, `scope.${name}`)}><Input value={values[name]} placeholder={t('common.any')} onChange={(_, data) => set({ [name]: data.value })} /></Field>;
  const finding = (name: 'vulnerability' | 'package' | 'image', hint: string) => <Field label={t(`images.${name}`)} {...errorOf(form, name)} {...errorOf(form, `findings.${name}`)}><Input value={values[name]} placeholder={hint} maxLength={name === 'image' ? 500 : 200} onChange={(_, data) => set({ [name]: data.value, vulnerability: name === 'vulnerability' ? data.value : values.vulnerability })} /></Field>;
  const wide = values.namespace === '' && values.kind === '' && values.name === '';
  return (
    <FormDialog wide title={t(findings === undefined ? 'exemptions.dialogTitle' : 'exemptions.findingsTitle')} submit={t('exemptions.submit')} onSubmit={form.submit} onClose={onClose} pending={form.pending} problem={form.problem}>
      <Text className={styles.what}>{findings === undefined ? t('exemptions.what', { policy: policyTitle }) : t('exemptions.findingsWhat')}</Text>
      {findings !== undefined && <div className={styles.triple}>{finding('vulnerability', t('common.any'))}{finding('package', t('common.any'))}{finding('image', t('exemptions.imageHint'))}</div>}
      {findings !== undefined && <Text as="h3" size={300} weight="semibold" className={styles.part}>{t('exemptions.where')}</Text>}
      <div className={styles.grid}>
        <Field label={t('common.field.environment')} {...errorOf(form, 'scope.environment')}>
          <Select value={values.environment} onChange={(_, data) => set({ environment: data.value })}>
            <option value="">{t('common.allEnvironments')}</option>
            {environments.map((environment) => <option key={environment.id} value={environment.id}>{environment.name}</option>)}
          </Select>
        </Field>
        {text('namespace')}{text('kind')}{text('name')}
      </div>
      {wide && <Text size={200} className={styles.what}>{findings !== undefined ? t('exemptions.wideFindings') : values.environment === '' ? t('exemptions.wideAll') : t('exemptions.wideEnvironment')}</Text>}
      <Field label={t('common.field.reason')}>
        <RadioGroup value={values.reason} onChange={(_, data) => choose(EXEMPTION_REASONS, data.value, (reason) => set({ reason }))}>
          {EXEMPTION_REASONS.map((reason) => <Radio key={reason} value={reason} label={`${t(`words.reason.${reason}`)}: ${t(`words.reasonHint.${reason}`)}`} />)}
        </RadioGroup>
      </Field>
      <Field label={t('exemptions.justification')} required {...errorOf(form, 'justification')}><Textarea rows={3} maxLength={2000} value={values.justification} placeholder={t('exemptions.justificationHint')} onChange={(_, data) => set({ justification: data.value })} /></Field>
      <div className={styles.grid}>
        <Field label={t('common.field.owner')} required {...errorOf(form, 'owner')}><Input value={values.owner} maxLength={120} onChange={(_, data) => set({ owner: data.value })} /></Field>
        <Field label={t('common.field.approver')} required {...errorOf(form, 'approver')}><Input value={values.approver} maxLength={120} onChange={(_, data) => set({ approver: data.value })} /></Field>
      </div>
      <Field label={t('exemptions.until')} required {...errorOf(form, 'expiresAt')}><Input type="date" value={values.expires} min={dateInDays(1)} onChange={(_, data) => set({ expires: data.value })} /></Field>
      <div className={styles.presets}>{PRESET_DAYS.map((days) => <Button key={days} size="small" appearance="subtle" onClick={() => set({ expires: dateInDays(days) })}>{t('exemptions.days', { count: days })}</Button>)}</div>
    </FormDialog>
  );
}
