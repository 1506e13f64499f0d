import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { AssessmentRow, ResourceDetail } from '#contract/types.ts';
import { severityRank } from '#core/words.ts';
import { read } from '../../api/queries.ts';
import { usePageSearch } from '../../app/search.ts';
import { CodeBlock } from '../../components/code/code-block.tsx';
import { SeverityBars } from '../../components/marks.tsx';
import { PathText } from '../../components/path-text.tsx';
import { useT } from '../../i18n/index.ts';
import { toYaml } from '../../lib/yaml.ts';

const WIDE = '@media (min-width: 1000px)';
const useStyles = makeStyles({
  tab: { display: 'flex', flexDirection: 'column-reverse', gap: '12px', padding: '12px 24px 20px', flexGrow: 1, minHeight: 0, borderTop: `1px solid ${tokens.colorNeutralStroke2}`, [WIDE]: { flexDirection: 'row' } },
  code: { display: 'flex', flexDirection: 'column', flexGrow: 1, flexBasis: 0, minHeight: '240px', minWidth: 0 },
  side: { display: 'flex', flexDirection: 'column', gap: '6px', overflowY: 'auto', maxHeight: '34%', flexShrink: 0, [WIDE]: { width: '320px', maxHeight: 'none' } },
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: '4px' },
  finding: {
    display: 'grid', gridTemplateColumns: '18px minmax(0, 1fr)', gap: '2px 6px', width: '100%', textAlign: 'left', font: 'inherit', color: tokens.colorNeutralForeground1, padding: '8px 10px', backgroundColor: tokens.colorNeutralBackground1, border: `1px solid ${tokens.colorNeutralStroke2}`, borderRadius: tokens.borderRadiusMedium, cursor: 'pointer',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  chosen: { border: `1px solid ${tokens.colorBrandStroke1}`, backgroundColor: tokens.colorNeutralBackground1Selected },
  path: { gridColumn: 2, fontFamily: tokens.fontFamilyMonospace, fontSize: '11.5px', overflowWrap: 'anywhere', color: tokens.colorNeutralForeground3 },
  quiet: { color: tokens.colorNeutralForeground3 },
});

const NONE: readonly AssessmentRow[] = [];

/** The object as YAML, with the lines that findings point at. */
export function YamlTab({ resource }: { resource: ResourceDetail }) {
  const styles = useStyles();
  const t = useT();
  const [search, setSearch] = usePageSearch();
  const findings = useQuery(read('listAssessments', { query: { resource: resource.id, status: 'unhealthy', limit: 200 } }));
  const rows = findings.data?.items ?? NONE;
  const yaml = useMemo(() => toYaml(resource.object), [resource.object]);
  const placed = useMemo(() => rows.filter((row) => row.path !== null).toSorted((a, b) => severityRank(a.severity) - severityRank(b.severity)), [rows]);
  const marked = useMemo(() => {
    const chosen = placed.filter((row) => search.path === undefined || row.path === search.path);
    const paths = chosen.length > 0 ? chosen.flatMap((row) => [row.path ?? '', ...row.otherPaths]) : [search.path ?? ''];
    return new Set(paths.map(yaml.lineOf).filter((line) => line !== undefined));
  }, [placed, search.path, yaml]);
  return (
    <div className={styles.tab}>
      <div className={styles.code}><CodeBlock fill text={yaml.text} label={`${resource.ref.kind} ${resource.ref.name}`} fileName={`${resource.ref.kind.toLowerCase()}-${resource.ref.name}.yaml`} marked={marked} /></div>
      <aside className={styles.side} aria-label={t('inventory.findings')}>
        <Text as="h2" size={300} weight="semibold" style={{ margin: 0 }}>{t('inventory.findings')}</Text>
        {findings.data !== undefined && placed.length === 0 && <Text size={200} className={styles.quiet}>{t('inventory.noFindings')}</Text>}
        <ul className={styles.list}>
          {placed.map((row) => {
            const chosen = row.path === search.path;
            return (
              <li key={row.id}>
                <button type="button" aria-pressed={chosen} className={mergeClasses(styles.finding, chosen && styles.chosen)} onClick={() => setSearch({ path: chosen ? undefined : (row.path ?? undefined) }, { replace: true })}>
                  <span title={t(`words.severity.${row.severity}`)}><SeverityBars severity={row.severity} /></span><span>{row.policyTitle}</span>
                  <span className={styles.path}><PathText path={row.path ?? ''} /></span>
                </button>
              </li>
            );
          })}
        </ul>
      </aside>
    </div>
  );
}
