import { common } from './common.ts';
import { exemptions } from './exemptions.ts';
import { images } from './images.ts';
import { initiatives } from './initiatives.ts';
import { inventory } from './inventory.ts';
import { overview } from './overview.ts';
import { assessments, recommendations } from './recommendations.ts';
import { registries } from './registries.ts';
import { settings } from './settings.ts';
import { shell } from './shell.ts';
import { words } from './words.ts';

export const en = { assessments, common, exemptions, images, initiatives, inventory, overview, recommendations, registries, settings, shell, words };
