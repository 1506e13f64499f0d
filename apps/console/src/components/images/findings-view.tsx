import { makeStyles, tokens } from '@fluentui/react-components';
import { type KeyboardEvent, useCallback, useMemo, useRef } from 'react';
import type { Finding } from '#contract/types.ts';
import { usePageSearch } from '../../app/search.ts';
import { useT } from '../../i18n/index.ts';
import { ListView } from '../table/list-view.tsx';
import { type FindingColumns, findingLists } from './finding-list.tsx';
import { FindingPanel } from './finding-panel.tsx';

const NARROW = '@media (max-width: 1240px)';
const useStyles = makeStyles({
  split: { display: 'flex', flexGrow: 1, minHeight: 0, position: 'relative' },
  list: { display: 'flex', flexDirection: 'column', flexGrow: 1, minWidth: 0, minHeight: 0 },
  panel: {
    width: '412px', flexShrink: 0, overflowY: 'auto', borderLeft: `1px solid ${tokens.colorNeutralStroke2}`, borderTop: `1px solid ${tokens.colorNeutralStroke2}`, backgroundColor: tokens.colorNeutralBackground1,
    [NARROW]: { position: 'absolute', top: 0, right: 0, bottom: 0, width: 'min(412px, 100%)', boxShadow: tokens.shadow28, zIndex: 3 },
  },
});

interface FindingsViewProps { columns: FindingColumns; fixed: Readonly<Record<string, string | undefined>>; emptyText?: { readonly title: string; readonly hint: string } }

/** Findings, and beside them why the chosen one holds. The choice is in the address; Escape closes it. */
export function FindingsView({ columns, fixed, emptyText }: FindingsViewProps) {
  const styles = useStyles();
  const t = useT();
  const split = useRef<HTMLDivElement>(null);
  const [{ image, vulnerability, package: name }, setSearch] = usePageSearch();
  const chosen = useMemo(() => (image === undefined || vulnerability === undefined || name === undefined ? null : { image, vulnerability, package: name }), [image, vulnerability, name]);
  const selected = useCallback((row: Finding) => chosen !== null && row.image.id === chosen.image && row.vulnerability === chosen.vulnerability && row.package.name === chosen.package, [chosen]);
  const close = (): void => {
    setSearch({ image: undefined, vulnerability: undefined, package: undefined });
    split.current?.querySelector<HTMLElement>('[role=row][tabindex="0"]')?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || chosen === null || event.defaultPrevented || document.querySelector('dialog[open], [popover]:popover-open') !== null) return;
    event.preventDefault();
    close();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes the panel from wherever the focus is in here
    <div ref={split} className={styles.split} onKeyDown={onKeyDown}>
      <div className={styles.list}><ListView list={findingLists[columns]} fixed={fixed} selected={selected} {...(emptyText === undefined ? {} : { emptyText })} /></div>
      {chosen !== null && <aside className={styles.panel} aria-label={t('images.finding')}><FindingPanel key={`${chosen.image} ${chosen.vulnerability} ${chosen.package}`} chosen={chosen} onClose={close} /></aside>}
    </div>
  );
}
