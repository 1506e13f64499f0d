import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { ResourceDetail } from '#contract/types.ts';
import { resourcePlace } from '../../app/paths.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { TextLink } from '../../components/links.tsx';
import { Card, ScrollBody } from '../../components/page.tsx';
import { type Key, useT } from '../../i18n/index.ts';

const useStyles = makeStyles({
  body: { paddingTop: '16px', borderTop: `1px solid ${tokens.colorNeutralStroke2}` },
  list: { listStyleType: 'none', margin: '4px 0', padding: 0, display: 'flex', flexDirection: 'column' },
  row: { display: 'grid', gridTemplateColumns: 'minmax(100px, 180px) minmax(0, 1fr) auto', gap: '12px', alignItems: 'center', minHeight: '34px', borderTop: `1px solid ${tokens.colorNeutralStroke3}`, overflowWrap: 'anywhere' },
  image: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) auto', gap: '12px', alignItems: 'center', minHeight: '34px', borderTop: `1px solid ${tokens.colorNeutralStroke3}` },
  mono: { fontFamily: tokens.fontFamilyMonospace, fontSize: '12px', overflowWrap: 'anywhere' },
  quiet: { color: tokens.colorNeutralForeground3 },
});

/** Relations as the API names them; one that is not known here is shown as it came. */
const RELATIONS: Readonly<Record<string, Key>> = {
  workload: 'words.relation.workload', owner: 'words.relation.owner', makes: 'words.relation.makes', 'selected by': 'words.relation.selectedBy', selects: 'words.relation.selects',
  'used by': 'words.relation.usedBy', 'bound by': 'words.relation.boundBy', 'runs as': 'words.relation.runsAs', grants: 'words.relation.grants', in: 'words.relation.in',
};

/** Images of the object, and the objects that it is connected to. */
export function RelatedTab({ resource }: { resource: ResourceDetail }) {
  const styles = useStyles();
  const t = useT();
  return (
    <ScrollBody className={styles.body}>
      {resource.images.length > 0 && (
        <Card title={t('common.field.images')}>
          <ul className={styles.list}>{resource.images.map((image) => <li key={image} className={styles.image}><span className={styles.mono}>{image}</span><CopyButton text={image} /></li>)}</ul>
        </Card>
      )}
      <Card title={t('inventory.relatedObjects')}>
        {resource.related.length === 0 && <Text className={styles.quiet}>{t('inventory.noRelated')}</Text>}
        <ul className={styles.list}>
          {resource.related.map(({ relation, id, ref }, index) => {
            const known = RELATIONS[relation];
            const name = `${ref.kind} ${ref.namespace === null || ref.namespace === resource.ref.namespace ? '' : `${ref.namespace}/`}${ref.name}`;
            return <li key={index} className={styles.row}><span className={styles.quiet}>{known === undefined ? relation : t(known)}</span>{id === null ? <span title={t('inventory.notInInventory')}>{name}</span> : <TextLink place={resourcePlace(id)}>{name}</TextLink>}{id === null && <Text size={200} className={styles.quiet}>{t('inventory.notInInventory')}</Text>}</li>;
          })}
        </ul>
      </Card>
    </ScrollBody>
  );
}
