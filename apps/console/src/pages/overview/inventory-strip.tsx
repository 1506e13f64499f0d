import { makeStyles, tokens } from '@fluentui/react-components';
import { Link } from '@tanstack/react-router';
import type { Overview } from '#contract/types.ts';
import { inventoryPlace, type Place } from '../../app/paths.ts';
import { formatCount } from '../../i18n/format.ts';
import { useT } from '../../i18n/index.ts';

const useStyles = makeStyles({
  strip: { display: 'flex', flexWrap: 'wrap', gap: '1px', borderRadius: tokens.borderRadiusLarge, overflow: 'hidden', border: `1px solid ${tokens.colorNeutralStroke2}`, backgroundColor: tokens.colorNeutralStroke2, flexShrink: 0 },
  item: {
    display: 'flex', alignItems: 'baseline', gap: '8px', padding: '10px 16px', flexGrow: 1, flexBasis: '120px', color: tokens.colorNeutralForeground2, textDecorationLine: 'none', backgroundColor: tokens.colorNeutralBackground1, whiteSpace: 'nowrap',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-3px' },
  },
  number: { fontSize: tokens.fontSizeBase500, fontWeight: tokens.fontWeightSemibold, color: tokens.colorNeutralForeground1, fontVariantNumeric: 'tabular-nums' },
});

/** How much there is, each number a way to the list. */
export function InventoryStrip({ overview: { resources, coverage } }: { overview: Overview }) {
  const styles = useStyles();
  const t = useT();
  const items: readonly (readonly [number, string, Place])[] = [
    [coverage.environments, t('inventory.tab.environments'), inventoryPlace('environments')],
    [resources.namespaces, t('inventory.tab.namespaces'), inventoryPlace('namespaces')],
    [resources.workloads, t('inventory.tab.workloads'), inventoryPlace('workloads')],
    [resources.pods, t('overview.pods'), inventoryPlace('resources', { category: 'pod' })],
    [resources.nodes, t('common.field.nodes'), inventoryPlace('resources', { category: 'node' })],
    [coverage.objects, t('common.field.objects'), inventoryPlace('resources')],
  ];
  return (
    <nav className={styles.strip} aria-label={t('shell.nav.inventory')}>
      {items.map(([count, label, place]) => <Link key={label} {...place} className={styles.item}><span className={styles.number}>{formatCount(count)}</span>{label}</Link>)}
    </nav>
  );
}
