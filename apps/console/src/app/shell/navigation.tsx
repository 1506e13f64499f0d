import { Box20Filled, Box20Regular } from '@fluentui/react-icons/svg/box';
import { Bug20Filled, Bug20Regular } from '@fluentui/react-icons/svg/bug';
import { ClipboardTask20Filled, ClipboardTask20Regular } from '@fluentui/react-icons/svg/clipboard-task';
import { Gauge20Filled, Gauge20Regular } from '@fluentui/react-icons/svg/gauge';
import { Layer20Filled, Layer20Regular } from '@fluentui/react-icons/svg/layer';
import { Settings20Filled, Settings20Regular } from '@fluentui/react-icons/svg/settings';
import { ShieldDismiss20Filled, ShieldDismiss20Regular } from '@fluentui/react-icons/svg/shield-dismiss';
import { TaskListSquareLtr20Filled, TaskListSquareLtr20Regular } from '@fluentui/react-icons/svg/task-list-square-ltr';
import type { ComponentType } from 'react';
import type { Key } from '../../i18n/index.ts';
import { exemptionsPlace, imagesPlace, initiativesPlace, inventoryPlace, overviewPlace, type Place, recommendationsPlace, settingsPlace, vulnerabilitiesPlace } from '../paths.ts';

export interface Area {
  readonly id: string;
  readonly label: Key;
  readonly place: Place;
  /** Begins of the addresses that belong to it. */
  readonly under: readonly string[];
  /** Letter after `g`. */
  readonly letter: string;
  readonly icon: ComponentType;
  readonly activeIcon: ComponentType;
}

/** The main navigation, in order. */
export const AREAS: readonly Area[] = [
  { id: 'overview', label: 'shell.nav.overview', place: overviewPlace(), under: [], letter: 'o', icon: Gauge20Regular, activeIcon: Gauge20Filled },
  { id: 'recommendations', label: 'shell.nav.recommendations', place: recommendationsPlace(), under: ['/recommendations'], letter: 'r', icon: TaskListSquareLtr20Regular, activeIcon: TaskListSquareLtr20Filled },
  { id: 'inventory', label: 'shell.nav.inventory', place: inventoryPlace(), under: ['/inventory', '/environments', '/resources'], letter: 'i', icon: Box20Regular, activeIcon: Box20Filled },
  { id: 'images', label: 'shell.nav.images', place: imagesPlace(), under: ['/images'], letter: 'm', icon: Layer20Regular, activeIcon: Layer20Filled },
  { id: 'vulnerabilities', label: 'shell.nav.vulnerabilities', place: vulnerabilitiesPlace(), under: ['/vulnerabilities', '/software-updates'], letter: 'v', icon: Bug20Regular, activeIcon: Bug20Filled },
  { id: 'initiatives', label: 'shell.nav.initiatives', place: initiativesPlace(), under: ['/initiatives', '/policies'], letter: 'n', icon: ClipboardTask20Regular, activeIcon: ClipboardTask20Filled },
  { id: 'exemptions', label: 'shell.nav.exemptions', place: exemptionsPlace(), under: ['/exemptions'], letter: 'e', icon: ShieldDismiss20Regular, activeIcon: ShieldDismiss20Filled },
  { id: 'settings', label: 'shell.nav.settings', place: settingsPlace(), under: ['/settings', '/registries'], letter: 's', icon: Settings20Regular, activeIcon: Settings20Filled },
];

export const areaOf = (pathname: string): Area | undefined =>
  AREAS.find((area) => (area.under.length === 0 ? pathname === '/' : area.under.some((start) => pathname === start || pathname.startsWith(`${start}/`))));
