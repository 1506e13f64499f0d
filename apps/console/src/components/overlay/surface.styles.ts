import { makeStyles, tokens } from '@fluentui/react-components';

/** What lies above the page. */
export const useSurfaceStyles = makeStyles({
  panel: {
    position: 'fixed', inset: 'auto', margin: 0, border: `1px solid ${tokens.colorNeutralStroke2}`, borderRadius: tokens.borderRadiusMedium, boxShadow: tokens.shadow16, overflowY: 'auto',
    backgroundColor: tokens.colorNeutralBackground1, color: tokens.colorNeutralForeground1, fontFamily: tokens.fontFamilyBase, fontSize: tokens.fontSizeBase300, lineHeight: tokens.lineHeightBase300,
  },
});
