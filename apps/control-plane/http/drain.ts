/** Stopping: what is under way is finished, everything else is closed, and it does not take for ever. */
import type { FastifyInstance } from 'fastify';

/** Node closes connections only that have had a request; browsers open some in advance and send nothing on them. */
export function registerDrain(app: FastifyInstance, graceMs = 10_000): void {
  let running = 0;
  let drained = (): void => {};
  app.addHook('onRequest', async (_request, reply) => {
    running += 1;
    reply.raw.once('close', () => {
      running -= 1;
      if (running === 0) drained();
    });
  });
  app.addHook('preClose', async () => {
    let timer: NodeJS.Timeout | undefined;
    if (running > 0) {
      await Promise.race([
        new Promise<void>((resolve) => { drained = resolve; }),
        new Promise<void>((resolve) => { timer = setTimeout(() => { app.log.warn({ running }, 'stopping without waiting any longer for requests'); resolve(); }, graceMs); }),
      ]);
    }
    clearTimeout(timer);
    app.server.closeAllConnections();
  });
}
