import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { Dismiss20Regular } from '@fluentui/react-icons/svg/dismiss';
import { useNavigate } from '@tanstack/react-router';
import { Fragment, useEffect, useRef, useState } from 'react';
import { Modal } from '../../components/overlay/modal.tsx';
import { useT } from '../../i18n/index.ts';
import { AREAS } from './navigation.tsx';

const useStyles = makeStyles({
  list: { display: 'grid', gridTemplateColumns: 'auto 1fr', gap: '10px 20px', margin: 0, alignItems: 'center' },
  keys: { margin: 0, display: 'flex', gap: '6px', alignItems: 'center' },
  key: { fontFamily: tokens.fontFamilyMonospace, fontSize: '12px', padding: '2px 7px', border: `1px solid ${tokens.colorNeutralStroke1}`, borderRadius: tokens.borderRadiusMedium, backgroundColor: tokens.colorNeutralBackground3, minWidth: '24px', textAlign: 'center' },
  what: { margin: 0 },
});

/** Time to press the second key of `g o`. */
const SEQUENCE_MS = 1200;
export const HELP_EVENT = 'breakwater:shortcuts';

const isTyping = (target: EventTarget | null): boolean => target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));

/** Keys that work on every page, and the help that lists them. */
export function Shortcuts() {
  const t = useT();
  const navigate = useNavigate();
  const [help, setHelp] = useState(false);
  const wentAt = useRef(0);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector('dialog[open], [popover]:popover-open') !== null) return;
      const area = event.timeStamp - wentAt.current < SEQUENCE_MS ? AREAS.find(({ letter }) => letter === event.key) : undefined;
      wentAt.current = event.key === 'g' ? event.timeStamp : -SEQUENCE_MS;
      if (area !== undefined) void navigate(area.place);
      else if (event.key === '?') setHelp(true);
      else if (event.key === '/') document.querySelector<HTMLElement>('[data-page-search]')?.focus();
      else return;
      event.preventDefault();
    };
    const onHelp = (): void => setHelp(true);
    window.addEventListener('keydown', onKey);
    window.addEventListener(HELP_EVENT, onHelp);
    return () => {
      window.removeEventListener('keydown', onKey);
      window.removeEventListener(HELP_EVENT, onHelp);
    };
  }, [navigate]);
  const rows: readonly (readonly [readonly string[], string])[] = [
    [['/'], t('shell.shortcuts.search')],
    ...AREAS.map((area) => [['g', area.letter], t('shell.shortcuts.go', { page: t(area.label) })] as const),
    [['↑', '↓'], t('shell.shortcuts.rows')],
    [['Enter'], t('shell.shortcuts.openRow')],
    [['?'], t('shell.shortcuts.help')],
  ];
  return help ? <Help rows={rows} onClose={() => setHelp(false)} /> : null;
}

function Help({ rows, onClose }: { rows: readonly (readonly [readonly string[], string])[]; onClose: () => void }) {
  const styles = useStyles();
  const t = useT();
  return (
    <Modal title={t('shell.shortcuts.title')} onClose={onClose} corner={<Button appearance="subtle" aria-label={t('common.action.close')} icon={<Dismiss20Regular />} onClick={onClose} />}>
      <dl className={styles.list}>
        {rows.map(([keys, what]) => <Fragment key={what}><dt className={styles.keys}>{keys.map((key) => <kbd key={key} className={styles.key}>{key}</kbd>)}</dt><dd className={styles.what}>{what}</dd></Fragment>)}
      </dl>
    </Modal>
  );
}
