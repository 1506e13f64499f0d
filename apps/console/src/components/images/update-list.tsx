import { makeStyles, tokens } from '@fluentui/react-components';
import { ArrowRight16Regular } from '@fluentui/react-icons/svg/arrow-right';
import type { SoftwareUpdate } from '#contract/types.ts';
import { updatePlace } from '../../app/paths.ts';
import { formatCount } from '../../i18n/format.ts';
import { useT } from '../../i18n/index.ts';
import { TwoLines } from '../table/cells.tsx';
import { namespaceFilter } from '../table/filters.tsx';
import type { Column, ListDeclaration } from '../table/types.ts';
import { findingSeverityFilter, fixableFilter, knownExploitedFilter, registryFilter, runningFilter } from './filters.tsx';
import { PackageName } from './image-cells.tsx';
import { KnownExploitedCount } from './marks.tsx';
import { SeverityNumbers } from './severity-numbers.tsx';
import { ImagesOf } from './vulnerability-list.tsx';

type Columns = readonly Column<SoftwareUpdate>[];

const what: Columns = [
  { id: 'package', header: 'images.package', width: 'minmax(0, 1.3fr)', primary: true, cell: (row) => <PackageName ecosystem={row.ecosystem} name={row.package} />, sort: { value: 'name', direction: 'ascending' } },
  { id: 'update', header: 'images.update', width: 'minmax(0, 1.9fr)', cell: (row) => <UpdateStep installed={row.installed} fixed={row.fixed} /> },
  { id: 'resolves', header: 'images.resolves', width: '220px', cell: (row) => <SeverityNumbers counts={row.vulnerabilities} />, sort: { value: 'risk', direction: 'descending' } },
  { id: 'kev', header: 'images.kev', width: '48px', align: 'end', from: 620, cell: (row) => <KnownExploitedCount value={row.knownExploited} /> },
];
const where: Columns = [
  { id: 'images', header: 'images.runningImages', width: '104px', align: 'end', from: 700, cell: (row) => <ImagesOf row={row} />, sort: { value: 'images', direction: 'descending' } },
  { id: 'owners', header: 'images.owners', width: 'minmax(0, 1.4fr)', from: 960, cell: (row) => <Owners row={row} /> },
];

/** Findings grouped by the package that resolves them. */
export const updateList: ListDeclaration<'listSoftwareUpdates'> = {
  route: 'listSoftwareUpdates', label: 'images.updates', rowKey: (row: SoftwareUpdate) => row.id, place: (row) => updatePlace(row.ecosystem, row.package), search: 'images.searchUpdates', defaultSort: 'risk', rowHeight: 56,
  filters: [runningFilter, findingSeverityFilter, fixableFilter, knownExploitedFilter, registryFilter, namespaceFilter],
  columns: [...what, ...where],
  empty: { title: 'images.noUpdates', hint: 'images.noVulnerabilitiesHint' },
};

/** The same within one image. */
export const updatesOfImage: ListDeclaration<'listSoftwareUpdates'> = { ...updateList, filters: [findingSeverityFilter, fixableFilter, knownExploitedFilter], columns: what };

const useStyles = makeStyles({
  step: { display: 'flex', alignItems: 'center', gap: '8px', fontFamily: tokens.fontFamilyMonospace, fontSize: '12px', minWidth: 0 },
  version: { flexShrink: 1, minWidth: '32px', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  arrow: { display: 'inline-flex', flexShrink: 0, color: tokens.colorNeutralForeground3 },
  none: { fontFamily: tokens.fontFamilyBase, color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase300 },
});

/** `1.1.1n-0+deb11u5 -> 1.1.1w-0+deb11u2`. */
export function UpdateStep({ installed, fixed }: { installed: readonly string[]; fixed: string | null }) {
  const styles = useStyles();
  const t = useT();
  const from = installed.length > 1 ? `${installed[0]} ${t('common.more', { count: installed.length - 1 })}` : (installed[0] ?? '');
  return (
    <span className={styles.step}>
      <span className={styles.version} title={installed.join('\n')}>{from}</span>
      <span className={styles.arrow} aria-hidden="true"><ArrowRight16Regular /></span>
      {fixed === null ? <span className={styles.none}>{t('images.noFix')}</span> : <span className={styles.version} title={fixed}>{fixed}</span>}
    </span>
  );
}

function Owners({ row }: { row: SoftwareUpdate }) {
  const t = useT();
  const names = row.owners.map(({ namespace, name }) => (namespace === null ? name : `${namespace}/${name}`));
  return <TwoLines first={t('images.workloads', { count: row.workloads, total: formatCount(row.workloads) })} second={names.join(', ')} secondTitle={names.join('\n')} />;
}
