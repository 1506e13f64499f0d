import { makeStyles, tokens } from '@fluentui/react-components';
import type { Finding } from '#contract/types.ts';
import { useT } from '../../i18n/index.ts';

type Proof = Finding['evidence'][number];

const useStyles = makeStyles({
  title: { margin: 0, fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
  list: { listStyleType: 'none', margin: '8px 0 0', padding: 0, display: 'flex', flexDirection: 'column', gap: '8px' },
  proof: { display: 'flex', flexDirection: 'column', gap: '4px', padding: '10px 12px', borderRadius: tokens.borderRadiusMedium, border: `1px solid ${tokens.colorNeutralStroke2}`, backgroundColor: tokens.colorNeutralBackground2, overflowWrap: 'anywhere' },
  record: { display: 'flex', flexWrap: 'wrap', gap: '0 10px', justifyContent: 'space-between' },
  quiet: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
  compared: { fontFamily: tokens.fontFamilyMonospace, fontSize: '12px', lineHeight: '18px' },
});

/** Why a finding holds: the records that say so, with the range and the version that was compared. */
export function Evidence({ findings }: { findings: readonly Finding[] }) {
  const styles = useStyles();
  const t = useT();
  const proofs = [...new Map(findings.flatMap(({ evidence }) => evidence).map((proof) => [JSON.stringify(proof), proof])).values()];
  return (
    <section>
      <h3 className={styles.title}>{t('images.why')}</h3>
      {proofs.length === 0 ? <span className={styles.quiet}>{t('images.noEvidence')}</span> : <ul className={styles.list}>{proofs.map((proof) => <li key={JSON.stringify(proof)}><ProofBox proof={proof} /></li>)}</ul>}
    </section>
  );
}

function ProofBox({ proof }: { proof: Proof }) {
  const styles = useStyles();
  const t = useT();
  return (
    <div className={styles.proof}>
      <div className={styles.record}><strong>{proof.record}</strong><span className={styles.quiet}>{proof.ecosystem} · {proof.name}</span></div>
      <div className={styles.compared}>{t('images.inRange', { version: proof.version, range: proof.range })}</div>
      <div className={styles.quiet}>{proof.fixed === null ? t('images.noFixKnown') : t('images.fixedFrom', { version: proof.fixed })}</div>
    </div>
  );
}
