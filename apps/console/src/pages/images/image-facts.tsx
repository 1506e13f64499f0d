import { makeStyles, tokens } from '@fluentui/react-components';
import type { ImageDetail } from '#contract/types.ts';
import { imagesPlace, registryPlace } from '../../app/paths.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { ImageFindings } from '../../components/images/image-cells.tsx';
import { ImageStateIcon, KnownExploited } from '../../components/images/marks.tsx';
import { ScanOf } from '../../components/images/scan-progress.tsx';
import { TextLink } from '../../components/links.tsx';
import { Fact } from '../../components/page.tsx';
import { Ago, DateOf } from '../../components/time.tsx';
import { formatBytes, formatCount } from '../../i18n/format.ts';
import { useT } from '../../i18n/index.ts';
import { hostOf, shortDigest } from '../../lib/image-name.ts';

const useStyles = makeStyles({
  state: { display: 'inline-flex', alignItems: 'center', gap: '6px', fontSize: tokens.fontSizeBase200 },
  scan: { width: '140px' },
  mono: { fontFamily: tokens.fontFamilyMonospace, fontSize: '12px' },
  numbers: { width: '220px', display: 'inline-block' },
  copied: { display: 'inline-flex', alignItems: 'center', '& button': { minWidth: '22px', height: '20px', padding: 0 } },
});

/** The state beside the title, with progress while it is scanned. */
export function ImageState({ image }: { image: ImageDetail }) {
  const styles = useStyles();
  const t = useT();
  return (
    <>
      <span className={styles.state}><ImageStateIcon state={image.state} />{t(`images.state.${image.state}`)}{image.state === 'scanning' && <span className={styles.scan}><ScanOf image={image.id} /></span>}</span>
      {(image.knownExploited ?? 0) > 0 && <KnownExploited badge />}
    </>
  );
}

/** What is known of an image at a glance. */
export function ImageFacts({ image }: { image: ImageDetail }) {
  const styles = useStyles();
  const t = useT();
  const others = image.references.filter((reference) => reference !== image.reference);
  return (
    <>
      {image.vulnerabilities !== null && <span className={styles.numbers}><ImageFindings row={image} bar={false} /></span>}
      {image.fixable !== null && <Fact label={t('images.fixable')}>{formatCount(image.fixable)}</Fact>}
      {image.exempt !== null && image.exempt > 0 && <Fact label={t('words.status.exempt')}>{formatCount(image.exempt)}</Fact>}
      <Fact label={t('images.registry')}>{image.registry === null ? (hostOf(image.reference) ?? 'docker.io') : <TextLink place={registryPlace(image.registry.id)}>{image.registry.name}</TextLink>}</Fact>
      {image.digest !== null && <Fact label={t('images.digest')}><span className={styles.copied}><span className={styles.mono} title={image.digest}>{shortDigest(image.digest)}</span><CopyButton text={image.digest} label={t('images.copyDigest')} /></span></Fact>}
      {image.platform !== null && <Fact label={t('images.platform')}>{image.platform}</Fact>}
      {image.operatingSystem !== null && <Fact label={t('images.operatingSystem')}>{image.operatingSystem}</Fact>}
      {image.size !== null && <Fact label={t('images.size')}>{formatBytes(image.size)}</Fact>}
      {image.createdAt !== null && <Fact label={t('common.field.created')}><DateOf at={image.createdAt} /></Fact>}
      <Fact label={t('images.scanned')}><Ago at={image.scannedAt} /></Fact>
      {image.matchedAt !== null && <Fact label={t('images.matched')}><Ago at={image.matchedAt} /></Fact>}
      {others.length > 0 && <Fact label={t('images.alsoNamed')}><TextLink place={imagesPlace({ tab: 'all', search: image.digest ?? image.reference })} title={others.join('\n')}>{t('common.more', { count: others.length })}</TextLink></Fact>}
    </>
  );
}
