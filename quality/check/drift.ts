/**
 * Files that are generated from the content: are they what the content says now? `--write` brings them up to date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadContent } from '#adapters/content/index.ts';
import { severityRank } from '#core/words.ts';
import { buildCatalog, type Catalog } from '#domains/hardening/index.ts';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** docs/reference/policies.md: every policy by area, and every initiative. */
function policiesPage(catalog: Catalog): string {
  const policies = [...catalog.policies.values()].sort((a, b) => a.area.localeCompare(b.area) || severityRank(a.severity) - severityRank(b.severity) || a.id.localeCompare(b.id));
  const rows = policies.map((policy) => `| ${policy.area} | [${policy.id}](../../domains/hardening/policies/${policy.area}/${policy.id}/policy.yaml) | ${cell(policy.title)} | ${policy.severity} | ${policy.kinds.join(', ')} | ${policy.techniques.join(', ')} |`);
  const initiatives = [...catalog.initiatives.values()].sort((a, b) => a.id.localeCompare(b.id));
  const lists = initiatives.map((each) => `| ${each.id} | ${cell(each.title)} | ${each.policies.length} | ${each.versions.length === 0 ? '' : `${each.versions[0]} to ${each.versions.at(-1)}`} |`);
  return `# Policies

Generated from the policy folders by \`npm run check -- drift --write\`. ${policies.length} policies, ${initiatives.length} initiatives.

| area | policy | what should be | severity | about | ATT&CK |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

## Initiatives

| initiative | title | policies | versions |
| --- | --- | --- | --- |
${lists.join('\n')}
`;
}

const content = await loadContent();
const catalog = buildCatalog(content.folders, content.initiatives);
const problems = [...content.problems, ...catalog.problems];
for (const { message } of problems) console.error(message);
const generated: Readonly<Record<string, string>> = { 'docs/reference/policies.md': policiesPage(catalog) };
let stale = problems.length;
for (const [file, text] of Object.entries(generated)) {
  const path = join(root, file);
  if (process.argv.includes('--write')) writeFileSync(path, text);
  else if (readFileSync(path, 'utf8') !== text) { console.error(`${file} is not what the content says now`); stale += 1; }
}
process.exit(stale === 0 ? 0 : 1);
