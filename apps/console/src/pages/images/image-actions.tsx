import { Button, Spinner } from '@fluentui/react-components';
import { ArrowDownload20Regular } from '@fluentui/react-icons/svg/arrow-download';
import { ArrowSync20Regular } from '@fluentui/react-icons/svg/arrow-sync';
import { ShieldDismiss20Regular } from '@fluentui/react-icons/svg/shield-dismiss';
import { useState } from 'react';
import type { ImageDetail } from '#contract/types.ts';
import { act } from '../../api/actions.ts';
import { call } from '../../api/client.ts';
import { useMay } from '../../app/session.ts';
import { ExemptFindings } from '../../components/exemptions/exempt-findings.tsx';
import { notify } from '../../components/notify.tsx';
import { MenuButton } from '../../components/overlay/menu.tsx';
import { useT } from '../../i18n/index.ts';
import { downloadText } from '../../lib/download.ts';
import { repositoryOf, shortImage } from '../../lib/image-name.ts';

type Format = 'cyclonedx' | 'spdx';

/** What can be done with an image. */
export function ImageActions({ image }: { image: ImageDetail }) {
  const t = useT();
  const mayWrite = useMay('write');
  const [busy, setBusy] = useState<'scan' | Format | null>(null);
  const [exempting, setExempting] = useState(false);
  const during = (what: 'scan' | Format, work: () => Promise<void>) => (): void => {
    setBusy(what);
    void work().catch((error: unknown) => notify.error(error)).finally(() => setBusy(null));
  };
  const scan = during('scan', async () => {
    await act('scanImage', { params: { id: image.id } });
    notify.success(t('images.scanAsked'));
  });
  const download = (format: Format) => during(format, async () => {
    const sbom = await call('getImageSbom', { params: { id: image.id }, query: { format } });
    downloadText(`${shortImage(image.reference).replace(/[^\w.-]+/g, '_')}.${format === 'spdx' ? 'spdx' : 'cdx'}.json`, `${JSON.stringify(sbom, null, 2)}\n`, 'application/json');
  });
  const scanning = image.state === 'scanning' || image.state === 'pending';
  return (
    <>
      {image.scannedAt !== null && (
        <MenuButton label={t('images.sbom')} appearance="secondary" icon={busy === 'cyclonedx' || busy === 'spdx' ? <Spinner size="tiny" /> : <ArrowDownload20Regular />} text={t('images.sbom')}
          items={[{ label: 'CycloneDX 1.6 (JSON)', run: download('cyclonedx') }, { label: 'SPDX 2.3 (JSON)', run: download('spdx') }]} />
      )}
      {mayWrite && <Button icon={<ShieldDismiss20Regular />} onClick={() => setExempting(true)}>{t('exemptions.exempt')}</Button>}
      {mayWrite && <Button icon={busy === 'scan' ? <Spinner size="tiny" /> : <ArrowSync20Regular />} disabledFocusable={scanning || busy === 'scan'} onClick={() => !scanning && scan()}>{t('images.scanAgain')}</Button>}
      {exempting && <ExemptFindings target={{ vulnerability: null, package: null, image: repositoryOf(image.reference) }} onClose={() => setExempting(false)} />}
    </>
  );
}
