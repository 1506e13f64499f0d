import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Exemption } from '#contract/types.ts';
import { read } from '../../api/queries.ts';
import { useMay } from '../../app/session.ts';
import { useT } from '../../i18n/index.ts';
import { Loaded } from '../states/loaded.tsx';
import { Ago } from '../time.tsx';
import { RevokeDialog } from './revoke-dialog.tsx';
import { FindingsText, ScopeText } from './scope-text.tsx';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: '10px' },
  item: { display: 'flex', gap: '8px', alignItems: 'flex-start', borderLeft: `2px solid ${tokens.colorNeutralStroke1}`, paddingLeft: '10px' },
  text: { flexGrow: 1, minWidth: 0, overflowWrap: 'anywhere' },
  action: { flexShrink: 0 },
  quiet: { color: tokens.colorNeutralForeground3 },
});

/** Exemptions in force for one policy, to read and to end. */
export function ExemptionsOf({ policy }: { policy: string }) {
  const styles = useStyles();
  const t = useT();
  const mayWrite = useMay('write');
  const query = useQuery(read('listExemptions', { query: { policy, state: 'active', limit: 100 } }));
  const [revoking, setRevoking] = useState<Exemption | null>(null);
  return (
    <Loaded query={query}>
      {({ items }) => (
        <>
          {items.length === 0 && <Text size={200} className={styles.quiet}>{t('exemptions.noneInForce')}</Text>}
          <ul className={styles.list}>
            {items.map((exemption) => (
              <li key={exemption.id} className={styles.item}>
                <div className={styles.text}>
                  {exemption.findings !== null && <div><FindingsText findings={exemption.findings} /></div>}
                  <div><ScopeText scope={exemption.scope} /></div>
                  <div>{exemption.justification}</div>
                  <Text size={200} className={styles.quiet}>{t(`words.reason.${exemption.reason}`)} · {exemption.owner} / {exemption.approver} · {t('exemptions.ends')} <Ago at={exemption.expiresAt} /></Text>
                </div>
                {mayWrite && <Button size="small" className={styles.action} onClick={() => setRevoking(exemption)}>{t('common.action.revoke')}</Button>}
              </li>
            ))}
          </ul>
          {revoking !== null && <RevokeDialog exemption={revoking} onClose={() => setRevoking(null)} />}
        </>
      )}
    </Loaded>
  );
}
