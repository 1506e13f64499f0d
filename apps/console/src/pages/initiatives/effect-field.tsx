import { Field, Radio, RadioGroup } from '@fluentui/react-components';
import { EFFECTS, type Effect } from '#core/words.ts';
import { useT } from '../../i18n/index.ts';
import { choose } from '../../lib/choose.ts';

/** What an assignment does about what it finds, each choice with its meaning. */
export function EffectField({ value, onChange }: { value: Effect; onChange: (effect: Effect) => void }) {
  const t = useT();
  return (
    <Field label={t('common.field.effect')}>
      <RadioGroup value={value} onChange={(_, data) => choose(EFFECTS, data.value, onChange)}>
        {EFFECTS.map((effect) => <Radio key={effect} value={effect} label={`${t(`words.effect.${effect}`)}: ${t(`words.effectHint.${effect}`)}`} />)}
      </RadioGroup>
    </Field>
  );
}
