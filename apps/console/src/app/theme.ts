import { type BrandVariants, createDarkTheme, createLightTheme, type Theme } from '@fluentui/react-components';

/** Deep-sea blue, from the darkest to the lightest. */
const SEA: BrandVariants = {
  10: '#020e13', 20: '#071d27', 30: '#0a2f3e', 40: '#0b3f53', 50: '#0b4e66', 60: '#0c5c78', 70: '#0c6a8a', 80: '#0f7699',
  90: '#2a87a8', 100: '#4598b8', 110: '#5fa9c7', 120: '#79bad5', 130: '#93cae1', 140: '#addaec', 150: '#c7e8f5', 160: '#e3f5fc',
};

const SANS = "'Segoe UI Variable Text', 'Segoe UI', system-ui, -apple-system, Roboto, 'Noto Sans', 'Helvetica Neue', sans-serif";
const MONO = "ui-monospace, 'Cascadia Mono', 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace";
const fonts = { fontFamilyBase: SANS, fontFamilyNumeric: SANS, fontFamilyMonospace: MONO } as const;

/** Colours that Fluent has no token for. Chosen for 4.5:1 as text and 3:1 as marks on the theme's backgrounds. */
export interface ProductColors {
  severityCritical: string; severityHigh: string; severityMedium: string; severityLow: string; severityInformational: string;
  unhealthy: string; healthy: string; notAssessed: string; notApplicable: string; exempt: string;
  codeKey: string; codeString: string; codeNumber: string; codeComment: string;
}
export type ProductTheme = Theme & ProductColors;

export const lightTheme: ProductTheme = {
  ...createLightTheme(SEA), ...fonts,
  severityCritical: '#8e0b2f', severityHigh: '#c4314b', severityMedium: '#bc5d00', severityLow: '#8a7000', severityInformational: '#5b6b77',
  unhealthy: '#c4314b', healthy: '#237b4b', notAssessed: '#6b4fa0', notApplicable: '#8a8f94', exempt: '#3a6ea5',
  codeKey: '#0b5a78', codeString: '#7a4300', codeNumber: '#6b3fa0', codeComment: '#5f6b75',
};

export const darkTheme: ProductTheme = {
  ...createDarkTheme(SEA), ...fonts,
  colorBrandForeground1: SEA[110], colorBrandForeground2: SEA[120], colorBrandForegroundLink: SEA[120], colorBrandForegroundLinkHover: SEA[140],
  severityCritical: '#ff6b8b', severityHigh: '#f1707b', severityMedium: '#f0a04b', severityLow: '#dcc25a', severityInformational: '#a3b1bc',
  unhealthy: '#f1707b', healthy: '#5fc28b', notAssessed: '#b79cf0', notApplicable: '#8d949a', exempt: '#79b3ea',
  codeKey: '#79bad5', codeString: '#e3b784', codeNumber: '#c9a7f5', codeComment: '#9aa7b1',
};

/** `product.healthy` is the CSS variable of that colour in the present theme. */
export const product = Object.fromEntries(
  (['severityCritical', 'severityHigh', 'severityMedium', 'severityLow', 'severityInformational', 'unhealthy', 'healthy', 'notAssessed', 'notApplicable', 'exempt', 'codeKey', 'codeString', 'codeNumber', 'codeComment'] as const)
    .map((name) => [name, `var(--${name})`]),
) as Readonly<Record<keyof ProductColors, string>>;
