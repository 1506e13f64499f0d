import type { ImageLayer, PackageRow } from '#contract/types.ts';
import { PackageName } from '../../components/images/image-cells.tsx';
import { SeverityNumbers, totalOf } from '../../components/images/severity-numbers.tsx';
import { Cut } from '../../components/table/cells.tsx';
import type { Filter, ListDeclaration } from '../../components/table/types.ts';
import { buildStep } from './build-step.ts';

const vulnerableFilter: Filter = { id: 'vulnerable', label: 'images.vulnerabilities', useOptions: (t) => [{ value: 'true', label: t('images.vulnerableYes') }, { value: 'false', label: t('images.vulnerableNo') }] };

const base: Omit<ListDeclaration<'listImagePackages'>, 'filters'> = {
  route: 'listImagePackages', label: 'images.packages', rowKey: (row: PackageRow) => `${row.purl} ${row.layer} ${row.paths[0]}`, search: 'images.searchPackages', rowHeight: 48,
  columns: [
    { id: 'name', header: 'images.package', width: 'minmax(0, 1.6fr)', cell: (row) => <PackageName ecosystem={row.ecosystem} name={row.name} /> },
    { id: 'version', header: 'common.field.version', width: 'minmax(0, 1.2fr)', cell: (row) => <Cut mono text={row.version} /> },
    { id: 'fixed', header: 'images.fixedIn', width: 'minmax(0, 1.2fr)', from: 700, cell: (row) => <Cut mono text={row.fixed ?? ''} /> },
    { id: 'findings', header: 'images.vulnerabilities', width: '220px', cell: (row) => (totalOf(row.vulnerabilities) === 0 ? '' : <SeverityNumbers counts={row.vulnerabilities} bar={false} />) },
    { id: 'licenses', header: 'images.licenses', width: 'minmax(0, 1fr)', from: 900, cell: (row) => <Cut text={row.licenses.join(', ')} /> },
    { id: 'paths', header: 'images.path', width: 'minmax(0, 1.8fr)', from: 1060, cell: (row) => <Cut mono text={row.paths[0] ?? ''} whole={row.paths.join('\n')} /> },
  ],
  empty: { title: 'images.noPackages', hint: 'images.noPackagesHint' },
};

/** Packages of an image; `layers` to choose from. */
export function packageList(layers: readonly ImageLayer[]): ListDeclaration<'listImagePackages'> {
  const known = LISTS.get(layers);
  if (known !== undefined) return known;
  const layerFilter: Filter = { id: 'layer', label: 'images.layer', useOptions: (t) => layers.map(({ digest, createdBy }, index) => ({ value: digest, label: `${index + 1}. ${buildStep(createdBy) ?? t('images.noStep')}`.slice(0, 120) })) };
  const list = { ...base, filters: [vulnerableFilter, layerFilter] };
  LISTS.set(layers, list);
  return list;
}

/** One declaration for each answer, so that the table keeps its place when the page is drawn again. */
const LISTS = new WeakMap<readonly ImageLayer[], ListDeclaration<'listImagePackages'>>();
