/** packages.config of NuGet: https://learn.microsoft.com/nuget/reference/packages-config. */
import { fileAnalyzer } from '../shared/guard.ts';
import { named } from '../shared/paths.ts';
import { childrenOf, parseXml } from '../shared/xml.ts';

export const analyzer = fileAnalyzer({ id: 'nuget-packages-config', evidence: 'declared', purlType: 'nuget', wants: named('packages.config') }, (file, tools) => (
  childrenOf(parseXml(tools.text(file.bytes)), 'package').flatMap(({ attributes }) => {
    const [name, version] = [attributes.get('id') ?? '', attributes.get('version') ?? ''];
    return name === '' || version === '' ? [] : [{ name, version, ...(attributes.get('developmentDependency') === 'true' ? { development: true } : {}) }];
  })
));
