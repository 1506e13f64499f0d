/** Jars from Maven Central: on their own, in a jar that holds jars, and in a war. */
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Part, sorted } from '../part.ts';
import { EPOCH, run } from '../run.ts';

const PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1';
/** What stands in the jar and the war; the others lie beside them. */
const NESTED = /^(?:jackson|log4j|spring|tomcat)-/, IN_WAR = /^(?:commons|snakeyaml|spring-core)-?/;

/** Lines `   group:artifact:jar:version:scope`. */
const listed = (text: string): readonly string[] => [...text.matchAll(/^\s+([\w.-]+):([\w.-]+):jar:([\w.-]+):\w+/gm)].map(([, group, artifact, version]) => `${group}:${artifact} ${version}`);

/** What a jar says of artifacts that were shaded into it: Maven's records besides its own. */
async function shaded(jar: string, work: string): Promise<readonly string[]> {
  const records = (await run('jar', ['--list', '--file', jar])).split('\n').filter((name) => /^META-INF\/maven\/.+\/pom\.properties$/.test(name));
  if (records.length === 0) return [];
  await mkdir(work, { recursive: true });
  await run('jar', ['--extract', '--file', jar, ...records], { cwd: work });
  return Promise.all(records.map(async (name) => {
    const text = await readFile(join(work, name), 'utf8'), value = (key: string): string | undefined => new RegExp(`^${key}=(\\S+)`, 'm').exec(text)?.[1];
    return `${value('groupId')}:${value('artifactId')} ${value('version')}`;
  }));
}

interface Archive { readonly file: string; readonly folder: string; readonly manifest: string; /** Jars inside are not packed again, as Spring Boot wants it. */ readonly stored: boolean }

async function archive({ file, folder, manifest, stored }: Archive): Promise<void> {
  await writeFile(`${folder}.manifest`, `Manifest-Version: 1.0\n${manifest}`);
  await mkdir(join(file, '..'), { recursive: true });
  await run('jar', ['--create', `--date=${new Date(EPOCH * 1000).toISOString().slice(0, 19)}Z`, ...(stored ? ['--no-compress'] : []), '--file', file, '--manifest', `${folder}.manifest`, '-C', folder, '.']);
}

export const part: Part = {
  name: 'java',
  recipe: ['parts/java.ts', 'content/java'],
  async fill(work) {
    const root = join(work, 'root'), jars = join(work, 'jars'), list = join(work, 'list');
    await run('mvn', ['-q', '-B', '-ntp', `${PLUGIN}:copy-dependencies`, `${PLUGIN}:list`, `-DoutputDirectory=${jars}`, `-DoutputFile=${list}`, '-DincludeScope=runtime'], { cwd: join(import.meta.dirname, '../content/java') });
    const names = await readdir(jars);
    const copy = async (pattern: RegExp | null, folder: string): Promise<void> => {
      await mkdir(folder, { recursive: true });
      for (const name of names.filter((each) => (pattern === null ? !NESTED.test(each) && !IN_WAR.test(each) : pattern.test(each)))) await cp(join(jars, name), join(folder, name));
    };
    await copy(null, join(root, 'opt/orders/lib'));
    await copy(NESTED, join(work, 'boot/BOOT-INF/lib'));
    await copy(IN_WAR, join(work, 'war/WEB-INF/lib'));
    await mkdir(join(work, 'boot/META-INF/maven/shop.example/orders'), { recursive: true });
    await writeFile(join(work, 'boot/META-INF/maven/shop.example/orders/pom.properties'), 'groupId=shop.example\nartifactId=orders\nversion=5.11.0\n');
    await archive({ file: join(root, 'opt/orders/orders.jar'), folder: join(work, 'boot'), stored: true, manifest: 'Main-Class: org.springframework.boot.loader.JarLauncher\nImplementation-Title: orders\nImplementation-Version: 5.11.0\n' });
    await archive({ file: join(root, 'srv/portal/portal.war'), folder: join(work, 'war'), stored: false, manifest: '' });
    const inside = await Promise.all(names.map((name) => shaded(join(jars, name), join(work, 'records', name))));
    return [{ name: 'java', root, packing: 'gzip', truth: { maven: sorted([...listed(await readFile(list, 'utf8')), ...inside.flat(), 'shop.example:orders 5.11.0']) } }];
  },
};
