import { makeStyles } from '@fluentui/react-components';
import { Card } from '../../components/page.tsx';
import { Loading } from '../../components/states/states.tsx';

const useStyles = makeStyles({ grid: { display: 'grid', gap: '16px', gridTemplateColumns: 'minmax(0, 2fr) minmax(0, 1fr)' } });

export function OverviewSkeleton() {
  const styles = useStyles();
  return <div className={styles.grid}>{[8, 8, 6, 6].map((lines, index) => <Card key={index}><Loading lines={lines} /></Card>)}</div>;
}
