/**
 * Artifacts that are built without Maven's own record, and whose group neither the manifest nor the packages of the classes
 * tell: facts from the public repository of Maven. A name alone proves nothing: the archive must hold classes under the
 * folder too, or call itself so as a module.
 */
export interface Evidence {
  /** Folders of classes, each with a slash at the end. */
  readonly folders: ReadonlySet<string>;
  /** `Automatic-Module-Name` of the manifest; '' where it has none. */
  readonly module: string;
}

interface Family {
  readonly artifacts: RegExp;
  /** Where classes of the family lie. */
  readonly folder: string;
  /** `$1` stands for what the pattern caught. */
  readonly group: string;
  /** Major versions that this is said of; the families moved at times. */
  readonly since?: number;
  readonly before?: number;
}

const FAMILIES: readonly Family[] = [
  { artifacts: /^spring-(?:aop|aspects|beans|context(?:-indexer|-support)?|core(?:-test)?|expression|instrument|jcl|jdbc|jms|messaging|orm|oxm|r2dbc|test|tx|web|webflux|webmvc(?:-portlet)?|websocket)$/, folder: 'org/springframework/', group: 'org.springframework' },
  { artifacts: /^spring-(batch|boot|graphql|integration|ldap|restdocs|security|session|shell|webflow)(?:-.+)?$/, folder: 'org/springframework/', group: 'org.springframework.$1' },
  { artifacts: /^tomcat-embed-.+$/, folder: 'org/apache/', group: 'org.apache.tomcat.embed' },
  { artifacts: /^(?:okhttp(?:-.+)?|logging-interceptor|mockwebserver)$/, folder: 'okhttp3/', group: 'com.squareup.okhttp3' },
  { artifacts: /^okio(?:-.+)?$/, folder: 'okio/', group: 'com.squareup.okio' },
  { artifacts: /^(?:retrofit|(?:adapter|converter)-.+)$/, folder: 'retrofit2/', group: 'com.squareup.retrofit2' },
  { artifacts: /^kotlin-.+$/, folder: 'kotlin/', group: 'org.jetbrains.kotlin' },
  { artifacts: /^kotlinx-.+$/, folder: 'kotlinx/', group: 'org.jetbrains.kotlinx' },
  { artifacts: /^kafka_\d.*$/, folder: 'kafka/', group: 'org.apache.kafka' },
  { artifacts: /^opentelemetry-.+$/, folder: 'io/opentelemetry/', group: 'io.opentelemetry' },
  { artifacts: /^junit-(jupiter|platform|vintage)(?:-.+)?$/, folder: 'org/junit/', group: 'org.junit.$1' },
  { artifacts: /^hibernate-(?:agroal|c3p0|community-dialects|core|envers|hikaricp|jcache|jpamodelgen|micrometer|spatial)$/, folder: 'org/hibernate/', group: 'org.hibernate.orm', since: 6 },
  { artifacts: /^hibernate-commons-annotations$/, folder: 'org/hibernate/', group: 'org.hibernate.common' },
  { artifacts: /^graphql-java$/, folder: 'graphql/', group: 'com.graphql-java' },
  { artifacts: /^caffeine$/, folder: 'com/github/benmanes/caffeine/', group: 'com.github.ben-manes.caffeine' },
  { artifacts: /^asm(?:-.+)?$/, folder: 'org/objectweb/asm/', group: 'org.ow2.asm', since: 4 },
  { artifacts: /^asm(?:-.+)?$/, folder: 'org/objectweb/asm/', group: 'asm', before: 4 },
  { artifacts: /^ant(?:-.+)?$/, folder: 'org/apache/tools/ant/', group: 'org.apache.ant' },
  { artifacts: /^dom4j$/, folder: 'org/dom4j/', group: 'dom4j', before: 2 },
  { artifacts: /^jodd-.+$/, folder: 'jodd/', group: 'org.jodd' },
  { artifacts: /^mysql-connector-java$/, folder: 'com/mysql/', group: 'mysql' },
  { artifacts: /^serializer$/, folder: 'org/apache/xml/serializer/', group: 'xalan' },
  { artifacts: /^xercesImpl$/, folder: 'org/apache/xerces/', group: 'xerces' },
  { artifacts: /^axis-(?:jaxrpc|saaj)$/, folder: 'javax/xml/', group: 'org.apache.axis' },
  // Older than groups that are written like domains.
  { artifacts: /^(xmlpull)$/, folder: 'org/xmlpull/', group: '$1' },
  { artifacts: /^(aopalliance)$/, folder: 'org/aopalliance/', group: '$1' },
  { artifacts: /^(axis|commons-(?:beanutils|chain|cli|codec|collections|configuration|daemon|dbcp|digester|discovery|el|fileupload|httpclient|io|jexl|jxpath|lang|logging|net|pool|validator)|oro|xalan)$/, folder: 'org/apache/', group: '$1' },
];

/** The group of an artifact of a known family. */
export function familyGroup(artifact: string, version: string, { folders, module }: Evidence): string | undefined {
  const major = Number.parseInt(version, 10);
  for (const { artifacts, folder, group, since = 0, before = Number.POSITIVE_INFINITY } of FAMILIES) {
    const match = artifacts.exec(artifact);
    if (match === null || !(major >= since && major < before)) continue;
    const shown = [...folders].some((each) => each.startsWith(folder)) || (module !== '' && module === artifact.replaceAll('-', '.'));
    if (shown) return group.replace('$1', match[1] ?? '');
  }
  return undefined;
}
