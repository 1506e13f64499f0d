import { common } from './common.ts';
import { exemptions } from './exemptions.ts';
import { initiatives } from './initiatives.ts';
import { inventory } from './inventory.ts';
import { overview } from './overview.ts';
import { assessments, recommendations } from './recommendations.ts';
import { settings } from './settings.ts';
import { shell } from './shell.ts';
import { words } from './words.ts';

export const en = { assessments, common, exemptions, initiatives, inventory, overview, recommendations, settings, shell, words };
