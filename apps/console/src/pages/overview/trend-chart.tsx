import { makeStyles } from '@fluentui/react-components';
import { LineChart, type LineSeriesOption } from 'echarts/charts';
import { GridComponent, type GridComponentOption, TooltipComponent, type TooltipComponentOption } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import type { Overview } from '#contract/types.ts';
import { useDark } from '../../app/preferences.ts';
import { darkTheme, lightTheme } from '../../app/theme.ts';
import { formatCount, formatDateTime, formatPoints, formatShortDate } from '../../i18n/format.ts';
import { type Translate, useLanguage, useT } from '../../i18n/index.ts';

echarts.use([LineChart, GridComponent, TooltipComponent, SVGRenderer]);
type Option = echarts.ComposeOption<LineSeriesOption | GridComponentOption | TooltipComponentOption>;

/** The first day shows as one of a week: a single point fills no axis. */
const LEAST_SPAN_MS = 7 * 86_400_000;

const useStyles = makeStyles({ chart: { width: '100%', height: '100%' } });

/** The score over time. Gaps are times without an assessment: they are left open, not joined. */
export function TrendChart({ trend }: { trend: Overview['trend'] }) {
  const styles = useStyles();
  const t = useT();
  const language = useLanguage();
  const dark = useDark();
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<echarts.ECharts | null>(null);
  useEffect(() => {
    if (element.current === null) return undefined;
    const made = echarts.init(element.current, null, { renderer: 'svg' });
    chart.current = made;
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(element.current);
    return () => {
      observer.disconnect();
      made.dispose();
    };
  }, []);
  useEffect(() => {
    void language;
    chart.current?.setOption(optionOf(trend, dark, t));
  }, [trend, dark, language, t]);
  const last = trend.at(-1);
  const label = t('overview.chartLabel', { from: formatShortDate(new Date(trend[0]?.at ?? 0)), to: formatShortDate(new Date(last?.at ?? 0)), score: last?.score == null ? t('common.notAvailable') : formatPoints(last.score) });
  return <div ref={element} className={styles.chart} role="img" aria-label={label} />;
}

function optionOf(trend: Overview['trend'], dark: boolean, t: Translate): Option {
  const theme = dark ? darkTheme : lightTheme;
  const font = { fontFamily: theme.fontFamilyBase, fontSize: 11, color: theme.colorNeutralForeground3 };
  const points = trend.map((point) => [Date.parse(point.at), point.score] as [number, number | null]);
  const first = Math.min(points[0]?.[0] ?? 0, (points.at(-1)?.[0] ?? 0) - LEAST_SPAN_MS);
  return {
    animation: false,
    grid: { left: 30, right: 8, top: 10, bottom: 22 },
    xAxis: { type: 'time', min: first, axisLabel: { ...font, hideOverlap: true, formatter: (value: number) => formatShortDate(new Date(value)) }, axisLine: { lineStyle: { color: theme.colorNeutralStroke1 } }, axisTick: { show: false }, splitLine: { show: false }, minInterval: 86_400_000 },
    yAxis: { type: 'value', min: 0, max: 100, interval: 25, axisLabel: font, splitLine: { lineStyle: { color: theme.colorNeutralStroke3 } } },
    tooltip: {
      // richText: an HTML tooltip carries style attributes, which the Content-Security-Policy forbids.
      trigger: 'axis', renderMode: 'richText', backgroundColor: theme.colorNeutralBackground1, borderColor: theme.colorNeutralStroke1, textStyle: { ...font, fontSize: 12, color: theme.colorNeutralForeground1 },
      axisPointer: { lineStyle: { color: theme.colorNeutralStroke1 } },
      formatter: (shown) => {
        const point = trend[(Array.isArray(shown) ? shown[0] : shown)?.dataIndex ?? -1];
        if (point === undefined) return '';
        const score = point.score === null ? t('common.notAvailable') : formatPoints(point.score);
        return `${formatDateTime(new Date(point.at))}\n${t('common.field.score')}: ${score}\n${t('common.field.unhealthy')}: ${formatCount(point.unhealthy)}`;
      },
    },
    series: [{ type: 'line', data: points, connectNulls: false, showSymbol: points.length < 3, symbol: 'circle', symbolSize: 5, lineStyle: { width: 2, color: theme.colorBrandForeground1 }, itemStyle: { color: theme.colorBrandForeground1 }, areaStyle: { color: theme.colorBrandForeground1, opacity: 0.09 } }],
  };
}
