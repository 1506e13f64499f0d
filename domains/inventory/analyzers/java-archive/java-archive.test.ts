import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { fileOf, tools } from '../testing/tools.ts';
import { zip } from '../testing/zip.ts';
import { analyzer } from './index.ts';

const analyze = (path: string, bytes: Uint8Array) => analyzer.analyze(fileOf(path, bytes), tools);
const pom = (artifact: string, version = '1.2.0') => ({ name: `META-INF/maven/example.dock/${artifact}/pom.properties`, content: `#made\nversion=${version}\ngroupId=example.dock\nartifactId=${artifact}\n` });
const names = (path: string, bytes: Uint8Array): string[] => analyze(path, bytes).packages.map(({ name, version, locations }) => `${name} ${version} ${locations[0]!.path}`);

describe('found', () => {
  test('every pom.properties of a shaded archive', () => {
    expect(names('app.jar', zip([pom('harbor'), pom('crane', '3.0')]))).toEqual(['example.dock:harbor 1.2.0 app.jar', 'example.dock:crane 3.0 app.jar']);
  });
  test('archives inside archives, with where they lie', () => {
    const inner = zip([pom('crane')]);
    expect(names('srv/app.war', zip([pom('harbor'), { name: 'WEB-INF/lib/crane.jar', content: inner }]))).toEqual(['example.dock:harbor 1.2.0 srv/app.war', 'example.dock:crane 1.2.0 srv/app.war!/WEB-INF/lib/crane.jar']);
  });
  test.each([
    ['crane-2.1.jar', '', 'crane:crane 2.1'],
    ['org.example.dock-2.1.jar', '', 'org.example:org.example.dock 2.1'],
    ['crane-2.1.jar', 'Bundle-SymbolicName: example.dock.crane;singleton:=true\n', 'example.dock:crane 2.1'],
    ['app.jar', 'Implementation-Title: crane\nImplementation-Version: 3.0\nImplementation-Vendor-Id: exam\n ple.dock\n', 'example.dock:crane 3.0'],
  ])('%s by its name and manifest', (path, manifest, expected) => {
    expect(names(path, zip([{ name: 'META-INF/MANIFEST.MF', content: `Manifest-Version: 1.0\n${manifest}\nName: other\n` }]))).toEqual([`${expected} ${path}`]);
  });
  test('itself beside the records of what is shaded in', () => {
    expect(names('opt/crane-2.1.jar', zip([pom('harbor'), { name: 'META-INF/MANIFEST.MF', content: 'Implementation-Vendor-Id: example.dock\n' }]))).toEqual(['example.dock:harbor 1.2.0 opt/crane-2.1.jar', 'example.dock:crane 2.1 opt/crane-2.1.jar']);
  });
  test.each([
    // A bundle's name says the word once that group and artifact share.
    ['harbor-crane-2.1.jar', 'Bundle-SymbolicName: org.example.harbor.crane', '', 'org.example.harbor:harbor-crane 2.1'],
    ['harbor-crane-2.1.jar', 'Bundle-SymbolicName: org.example.harbor-crane', '', 'org.example:harbor-crane 2.1'],
    ['harbor-2.1.jar', 'Bundle-SymbolicName: org.harbor', '', 'org.harbor:harbor 2.1'],
    ['harbor-2.1.jar', 'Bundle-SymbolicName: org.apache.harbor', '', 'org.apache.harbor:harbor 2.1'],
    ['tomcat-catalina-9.0.60.jar', 'Bundle-SymbolicName: org.apache.tomcat-catalina', '', 'org.apache.tomcat:tomcat-catalina 9.0.60'],
    ['catalina.jar', 'Bundle-SymbolicName: org.apache.tomcat-catalina\nImplementation-Version: 9.0.60', '', 'org.apache.tomcat:tomcat-catalina 9.0.60'],
    ['harbor-crane-2.1.jar', 'Automatic-Module-Name: org.example.harbor.crane', '', 'org.example:harbor-crane 2.1'],
    ['harbor-2.1.jar', 'Implementation-Vendor-Id: org.example.harbor', '', 'org.example.harbor:harbor 2.1'],
    ['harbor-2.1.jar', 'Implementation-Vendor: harbor.org', '', 'harbor:harbor 2.1'],
    ['crane-actor_2.13-2.6.19.jar', 'Implementation-Vendor-Id: org.example', '', 'org.example:crane-actor_2.13 2.6.19'],
    // What most classes lie under.
    ['harbor-crane-2.1.jar', '', 'org/example/harbor/crane/A', 'org.example.harbor:harbor-crane 2.1'],
    ['harbor-core-2.1.jar', '', 'org/harbor/core/A org/harbor/util/B META-INF/versions/9/org/other/C', 'org.harbor:harbor-core 2.1'],
    ['harbor-2.1.jar', '', 'harbor/A', 'harbor:harbor 2.1'],
    // Families that no rule tells: by name and classes together, or the name of the module; never by name alone.
    ['spring-beans-5.3.17.jar', 'Automatic-Module-Name: spring.beans', 'org/springframework/beans/A', 'org.springframework:spring-beans 5.3.17'],
    ['spring-boot-starter-web-2.6.5.jar', 'Automatic-Module-Name: spring.boot.starter.web', '', 'org.springframework.boot:spring-boot-starter-web 2.6.5'],
    ['spring-beans-5.3.17.jar', '', '', 'spring-beans:spring-beans 5.3.17'],
    ['hibernate-core-5.6.7.Final.jar', 'Implementation-Vendor-Id: org.hibernate', 'org/hibernate/A', 'org.hibernate:hibernate-core 5.6.7.Final'],
    ['hibernate-core-6.1.0.Final.jar', 'Implementation-Vendor-Id: org.hibernate', 'org/hibernate/A', 'org.hibernate.orm:hibernate-core 6.1.0.Final'],
    ['commons-io-2.4.jar', '', 'org/apache/commons/io/A', 'commons-io:commons-io 2.4'],
  ])('%s with "%s" and classes "%s" as %s', (path, manifest, classes, expected) => {
    const members = classes.split(' ').filter((name) => name !== '').map((name) => ({ name: `${name}.class`, content: 'x' }));
    expect(names(path, zip([{ name: 'META-INF/MANIFEST.MF', content: `Manifest-Version: 1.0\n${manifest}\n` }, ...members]))).toEqual([`${expected} ${path}`]);
  });
  test('an archive behind a shell script', () => {
    const bytes = zip([pom('harbor')]);
    expect(names('run.jar', Uint8Array.from([...new TextEncoder().encode('#!/bin/sh\nexec java -jar "$0"\n'), ...bytes]))).toHaveLength(1);
  });
});

describe('quiet', () => {
  test('an archive that says nothing is not assessed', () => {
    expect(analyze('app.jar', zip([{ name: 'a.class', content: 'x' }])).notAssessed).toEqual([{ path: 'app.jar', reason: 'java-archive: does not say which artifact it is' }]);
  });
  test('a damaged inner archive spoils only itself', () => {
    const result = analyze('app.jar', zip([pom('harbor'), { name: 'lib/bad.jar', content: 'no zip' }]));
    expect(result.packages).toHaveLength(1);
    expect(result.notAssessed).toEqual([{ path: 'app.jar!/lib/bad.jar', reason: 'java-archive: is not a zip archive: it has no directory' }]);
  });
  test('a name of 64 KiB tells nothing, and that soon', () => {
    const began = performance.now();
    expect(analyze('app.jar', zip([pom('harbor'), { name: `${'_3-1'.repeat(16_000)}!.jar`, content: zip([{ name: 'a.class', content: 'x' }]) }])).notAssessed).toHaveLength(1);
    expect(performance.now() - began).toBeLessThan(500);
  });
  test('folders that are many or deep are not counted', () => {
    const deep = 'org/'.repeat(1000);
    const bytes = zip([...Array.from({ length: 200 }, (_, i) => ({ name: `${deep}${i}/A.class`, content: '' })), ...Array.from({ length: 6000 }, (_, i) => ({ name: `${i}/x/A.class`, content: '' }))]);
    const began = performance.now();
    expect(names('harbor-1.0.jar', bytes)).toEqual(['harbor:harbor 1.0 harbor-1.0.jar']);
    expect(performance.now() - began).toBeLessThan(3000);
  });
  test('nesting ends at its limit', () => {
    let bytes = zip([pom('harbor')]);
    for (let i = 0; i < 12; i += 1) bytes = zip([{ name: 'inner.jar', content: bytes }]);
    expect(analyze('app.jar', bytes).notAssessed.map(({ reason }) => reason)).toEqual(['java-archive: archives lie in each other deeper than 8']);
  });
  test('a bomb is not unpacked: neither a stated size beyond the limit nor a lie about it', () => {
    const packed = deflateRawSync(new Uint8Array(1024 * 1024));
    const stated = analyze('app.jar', zip([{ name: 'inner.jar', content: '', packed, statedSize: 2 ** 31 }]));
    const lied = analyze('app.jar', zip([{ name: 'pom.properties', content: '', packed, statedSize: 100 }]));
    expect(stated.notAssessed[0]!.reason).toContain('unpacks to more than');
    expect(lied.notAssessed[0]!.reason).toContain('cannot be read');
  });
});
