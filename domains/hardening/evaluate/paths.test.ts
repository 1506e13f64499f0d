import { describe, expect, it } from 'vitest';
import { resolvePaths } from './paths.ts';
import { pod } from './testing.ts';

const OBJECT = pod({
  containers: [{ name: 'web', ports: [{ hostPort: 80 }, { hostPort: 443 }] }, { image: 'nameless' }],
  initContainers: [{ name: 'migrate' }], ephemeralContainers: [{ name: 'shell' }], volumes: [{ name: 'tmp' }, { name: 'web' }],
});
const resolve = (text: string, prefix: string[] = []): string[] => resolvePaths(text, OBJECT, prefix);

describe('offending paths', () => {
  it.each([
    ['spec.hostNetwork', 'spec.hostNetwork'],
    ['rules[2].verbs', 'rules[2].verbs'],
    ["metadata.annotations['example.com/key']", "metadata.annotations['example.com/key']"],
    ['spec.volumes[name=web].hostPath', 'spec.volumes[1].hostPath'],
    ['spec.containers[name=web].ports[hostPort=443].hostPort', 'spec.containers[0].ports[1].hostPort'],
    ['spec.allContainers[name=web].image', 'spec.containers[0].image'],
    ['spec.allContainers[name=migrate].image', 'spec.initContainers[0].image'],
    ['spec.allContainers[name=shell].image', 'spec.ephemeralContainers[0].image'],
    ['spec.allContainers[name=].image', 'spec.containers[1].image'],
  ])('%s is %s', (written, real) => { expect(resolve(written)).toEqual([real]); });

  it.each(['spec.allContainers[name=gone].image', 'spec.volumes[name=gone]', 'spec.allContainers.image', '[[', 'a..b', 'spec.containers[name=web'])('that cannot be resolved stay as they are: %s', (written) => {
    expect(resolve(written)).toEqual([written]);
  });

  it('get the path of the pod template in front', () => { expect(resolve('spec.volumes[name=tmp]', ['spec', 'template'])).toEqual(['spec.template.spec.volumes[0]']); });
  it('are one a line, without repetition and empty lines', () => { expect(resolve('a.b\n\n c.d \na.b')).toEqual(['a.b', 'c.d']); });
  it('are bounded in number and length', () => {
    expect(resolve(Array.from({ length: 1000 }, (_, i) => `a[${i}]`).join('\n'))).toHaveLength(21);
    expect(resolve('a'.repeat(5000))).toEqual([]);
  });
});
