import type { Catalog } from '../index.ts';
import { assessments, recommendations } from './recommendations.ts';
import { common } from './common.ts';
import { exemptions } from './exemptions.ts';
import { images } from './images.ts';
import { initiatives } from './initiatives.ts';
import { inventory } from './inventory.ts';
import { overview } from './overview.ts';
import { registries } from './registries.ts';
import { settings } from './settings.ts';
import { shell } from './shell.ts';
import { words } from './words.ts';

/** The same keys as the English catalog: another one does not compile. */
export const de: Catalog = { assessments, common, exemptions, images, initiatives, inventory, overview, recommendations, registries, settings, shell, words };
