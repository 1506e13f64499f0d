import { makeStyles, tokens } from '@fluentui/react-components';
import type { Environment, Overview } from '#contract/types.ts';
import { useEnvironments } from '../../api/environments.ts';
import { environmentPlace } from '../../app/paths.ts';
import { usePageSearch } from '../../app/search.ts';
import { product } from '../../app/theme.ts';
import { TextLink } from '../../components/links.tsx';
import { StatusIcon } from '../../components/marks.tsx';
import { Ago } from '../../components/time.tsx';
import { useT } from '../../i18n/index.ts';

const useStyles = makeStyles({
  banner: { display: 'flex', gap: '10px', padding: '10px 14px', borderRadius: tokens.borderRadiusLarge, border: `1px dashed ${product.notAssessed}`, backgroundColor: tokens.colorNeutralBackground1, flexShrink: 0 },
  icon: { paddingTop: '2px' },
  list: { margin: '2px 0 0', padding: 0, listStyleType: 'none', display: 'flex', flexDirection: 'column', gap: '2px', color: tokens.colorNeutralForeground2 },
  line: { overflowWrap: 'anywhere' },
  title: { fontWeight: tokens.fontWeightSemibold },
});

/** Environments whose present state is not known: said before any number is shown. */
export function UnassessedBanner({ coverage }: { coverage: Overview['coverage'] }) {
  const styles = useStyles();
  const t = useT();
  const [{ environment: only }] = usePageSearch();
  const lost = useEnvironments().filter((environment) => environment.state === 'notAssessed' && (only === undefined || environment.id === only));
  if (coverage.environmentsNotAssessed === 0) return null;
  return (
    <section className={styles.banner} aria-label={t('words.status.notAssessed')}>
      <StatusIcon status="notAssessed" className={styles.icon} />
      <div>
        <div className={styles.title}>{t('overview.environmentsNotAssessed', { count: coverage.environmentsNotAssessed, all: coverage.environments })}</div>
        <ul className={styles.list}>{lost.map((environment) => <li key={environment.id} className={styles.line}><LostEnvironment environment={environment} /></li>)}</ul>
      </div>
    </section>
  );
}

function LostEnvironment({ environment }: { environment: Environment }) {
  const t = useT();
  return <><TextLink underline place={environmentPlace(environment.id)}>{environment.name}</TextLink>: {environment.reason ?? t('common.unknown')} (<Ago at={environment.since} />)</>;
}
