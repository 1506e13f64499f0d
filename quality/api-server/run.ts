/** `node quality/api-server/run.ts`: a cluster for use by hand. Prints the path of its kubeconfig; ends with Ctrl-C. */
import { once } from 'node:events';
import { startCluster } from './cluster.ts';

const began = performance.now();
const cluster = await startCluster();
process.stderr.write(`ready in ${((performance.now() - began) / 1000).toFixed(1)} s at ${cluster.url}; Ctrl-C ends it\n`);
process.stdout.write(`${cluster.kubeconfigPath}\n`);
// Signals alone keep no process alive.
const alive = setInterval(() => {}, 1 << 30);
await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
clearInterval(alive);
await cluster.stop();
