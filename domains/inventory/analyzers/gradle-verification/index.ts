/** gradle/verification-metadata.xml: every artifact that a build may use (https://docs.gradle.org/current/userguide/dependency_verification.html). */
import { fileAnalyzer } from '../shared/guard.ts';
import { matching } from '../shared/paths.ts';
import { child, childrenOf, parseXml } from '../shared/xml.ts';

export const analyzer = fileAnalyzer({ id: 'gradle-verification', evidence: 'declared', purlType: 'maven', wants: matching(/(?:^|\/)gradle\/verification-metadata\.xml$/) }, (file, tools) => (
  childrenOf(child(parseXml(tools.text(file.bytes)), 'components'), 'component').map(({ attributes }) => ({
    name: `${attributes.get('group') ?? ''}:${attributes.get('name') ?? ''}`, version: attributes.get('version') ?? '',
  }))
));
