import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { Dismiss20Regular } from '@fluentui/react-icons/svg/dismiss';
import { ShieldDismiss16Regular } from '@fluentui/react-icons/svg/shield-dismiss';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { Finding } from '#contract/types.ts';
import { read } from '../../api/queries.ts';
import { imagePlace, updatePlace, vulnerabilityPlace } from '../../app/paths.ts';
import { useMay } from '../../app/session.ts';
import { useT } from '../../i18n/index.ts';
import { repositoryOf, shortImage } from '../../lib/image-name.ts';
import { CopyButton } from '../copy-button.tsx';
import { ExemptFindings } from '../exemptions/exempt-findings.tsx';
import { TextLink } from '../links.tsx';
import { Loaded } from '../states/loaded.tsx';
import { State } from '../states/states.tsx';
import { Ago } from '../time.tsx';
import { Evidence } from './evidence.tsx';
import { Cvss, Epss, FindingSeverity, FindingStatus, FixedIn, KnownExploited } from './marks.tsx';

export interface ChosenFinding { readonly image: string; readonly vulnerability: string; readonly package: string }

const useStyles = makeStyles({
  panel: { display: 'flex', flexDirection: 'column', gap: '14px', padding: '12px 20px 24px' },
  head: { display: 'flex', alignItems: 'flex-start', gap: '8px' },
  title: { margin: 0, flexGrow: 1, fontSize: tokens.fontSizeBase400, lineHeight: '24px', fontWeight: tokens.fontWeightSemibold, overflowWrap: 'anywhere', outlineStyle: 'none' },
  marks: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '4px 14px' },
  summary: { margin: 0, color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
  facts: { display: 'grid', gridTemplateColumns: 'max-content minmax(0, 1fr)', gap: '5px 16px', margin: 0, alignItems: 'baseline' },
  term: { color: tokens.colorNeutralForeground3 },
  value: { margin: 0, overflowWrap: 'anywhere' },
  mono: { fontFamily: tokens.fontFamilyMonospace, fontSize: '12px' },
  copied: { display: 'flex', alignItems: 'center', gap: '2px', '& button': { minWidth: '22px', height: '20px', padding: 0 } },
  actions: { display: 'flex', gap: '4px 14px', flexWrap: 'wrap' },
});

/** One finding in full: what it is, why it holds, what fixes it, and the way to exempt it. */
export function FindingPanel({ chosen, onClose }: { chosen: ChosenFinding; onClose: () => void }) {
  const styles = useStyles();
  const t = useT();
  const heading = useRef<HTMLHeadingElement>(null);
  const findings = useQuery(read('listFindings', { query: { ...chosen, limit: 50 } }));
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <div className={styles.panel}>
      <div className={styles.head}>
        <h2 ref={heading} tabIndex={-1} className={styles.title}>{chosen.vulnerability}</h2>
        <Button size="small" appearance="subtle" icon={<Dismiss20Regular />} aria-label={t('common.action.close')} onClick={onClose} />
      </div>
      <Loaded query={findings}>
        {({ items }) => {
          const same = items.filter((item) => item.package.name === chosen.package);
          const [first] = same;
          return first === undefined ? <State title={t('images.findingGone')} role="status">{t('images.findingGoneHint')}</State> : <Detail first={first} findings={same} />;
        }}
      </Loaded>
    </div>
  );
}

function Detail({ first, findings }: { first: Finding; findings: readonly Finding[] }) {
  const styles = useStyles();
  const t = useT();
  const mayWrite = useMay('write');
  const [exempting, setExempting] = useState(false);
  const about = useQuery(read('getVulnerability', { params: { id: first.vulnerability } }));
  return (
    <>
      <div className={styles.marks}>
        <FindingSeverity severity={first.severity} />
        {first.knownExploited && <KnownExploited badge />}
        <span>{t('images.cvss')} <strong><Cvss score={first.score} /></strong></span>
        <span>{t('images.epss')} <strong><Epss share={first.epss} /></strong></span>
      </div>
      {about.data?.summary != null && <p className={styles.summary}>{about.data.summary}</p>}
      <div className={styles.actions}>
        <TextLink place={vulnerabilityPlace(first.vulnerability)}>{t('images.openVulnerability')}</TextLink>
        <TextLink place={updatePlace(first.package.ecosystem, first.package.name)}>{t('images.openUpdate')}</TextLink>
      </div>
      <dl className={styles.facts}>
        <Term name={t('common.field.status')}><FindingStatus finding={first} />{first.status !== 'affected' && first.justification !== null && <>: {first.justification}</>}</Term>
        <Term name={t('images.image')}><TextLink place={imagePlace(first.image.id)}>{shortImage(first.image.reference)}</TextLink></Term>
        <Term name={t('images.package')}><span className={styles.copied}><span className={styles.mono}>{first.package.purl}</span><CopyButton text={first.package.purl} /></span></Term>
        <Term name={t('images.installed')}><span className={styles.mono}>{[...new Set(findings.map((finding) => finding.package.version))].join(', ')}</span></Term>
        <Term name={t('images.fixedIn')}><FixedIn version={first.fixed} /></Term>
        {findings.some(({ path }) => path !== null) && <Term name={t('images.path')}><span className={styles.mono}>{[...new Set(findings.flatMap(({ path }) => (path === null ? [] : [path])))].join(', ')}</span></Term>}
        {first.layer !== null && <Term name={t('images.layer')}><TextLink place={imagePlace(first.image.id, { tab: 'packages', layer: first.layer })}><span className={styles.mono}>{first.layer.slice(0, 19)}</span></TextLink></Term>}
        {first.aliases.length > 0 && <Term name={t('images.aliases')}>{first.aliases.join(', ')}</Term>}
        <Term name={t('images.found')}><Ago at={first.since} /></Term>
      </dl>
      <Evidence findings={findings} />
      {mayWrite && first.exemption === null && <div className={styles.actions}><Button icon={<ShieldDismiss16Regular />} onClick={() => setExempting(true)}>{t('exemptions.exempt')}</Button></div>}
      {exempting && <ExemptFindings target={{ vulnerability: first.vulnerability, package: first.package.name, image: repositoryOf(first.image.reference) }} onClose={() => setExempting(false)} />}
    </>
  );
}

function Term({ name, children }: { name: string; children: ReactNode }) {
  const styles = useStyles();
  return <><dt className={styles.term}>{name}</dt><dd className={styles.value}>{children}</dd></>;
}
