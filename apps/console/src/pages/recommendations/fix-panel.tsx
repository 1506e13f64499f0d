import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { RecommendationDetail } from '#contract/types.ts';
import { CodeBlock } from '../../components/code/code-block.tsx';
import { ExemptionsOf } from '../../components/exemptions/exemptions-of.tsx';
import { OutsideLink } from '../../components/links.tsx';
import { Prose } from '../../components/prose.tsx';
import { useT } from '../../i18n/index.ts';
import { techniqueAddress } from '../../lib/techniques.ts';

const useStyles = makeStyles({
  panel: { display: 'flex', flexDirection: 'column', gap: '20px' },
  part: { display: 'flex', flexDirection: 'column', gap: '6px', minWidth: 0 },
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: '4px', fontSize: tokens.fontSizeBase200 },
  chips: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexWrap: 'wrap', gap: '4px 14px' },
});

/** Why it matters and how to fix it. */
export function FixPanel({ recommendation }: { recommendation: RecommendationDetail }) {
  const styles = useStyles();
  const t = useT();
  const { description, remediation, references, techniques, kinds, policy } = recommendation;
  return (
    <div className={styles.panel}>
      <Part title={t('recommendations.description')}><Prose text={description} /></Part>
      <Part title={t('recommendations.fix')}>
        <Prose text={remediation.text} />
        {remediation.yaml !== null && <CodeBlock text={remediation.yaml} label={t('recommendations.fixYaml')} fileName={`${policy}-fix.yaml`} />}
      </Part>
      <Part title={t('exemptions.title')}><ExemptionsOf policy={policy} /></Part>
      {techniques.length > 0 && <Part title={t('recommendations.techniques')}><ul className={styles.chips}>{techniques.map((id) => <li key={id}><OutsideLink href={techniqueAddress(id)}>{id}</OutsideLink></li>)}</ul></Part>}
      {references.length > 0 && <Part title={t('recommendations.references')}><ul className={styles.list}>{references.map((href) => <li key={href}><OutsideLink href={href}>{href.replace(/^https?:\/\//, '')}</OutsideLink></li>)}</ul></Part>}
      <Part title={t('recommendations.kinds')}><Text size={200}>{kinds.join(', ')}</Text></Part>
    </div>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  const styles = useStyles();
  return <section className={styles.part}><Text as="h2" weight="semibold" size={300} style={{ margin: 0 }}>{title}</Text>{children}</section>;
}
