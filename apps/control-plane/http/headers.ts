/**
 * Headers against what browsers would otherwise allow. The console's components make style elements at run time
 * (Griffel), which a nonce allows; ECharts' tooltips set style attributes through innerHTML, hence `style-src-attr`.
 * Scripts come from this server only: no inline script, no eval.
 */
import { randomBytes } from 'node:crypto';
import helmet from '@fastify/helmet';
import type { FastifyInstance, FastifyReply } from 'fastify';

const POLICY = {
  'default-src': ["'none'"], 'script-src': ["'self'"], 'connect-src': ["'self'"], 'img-src': ["'self'", 'data:'], 'font-src': ["'self'", 'data:'],
  'style-src': ["'self'"], 'style-src-attr': ["'unsafe-inline'"], 'manifest-src': ["'self'"], 'worker-src': ["'self'"],
  'base-uri': ["'none'"], 'form-action': ["'self'"], 'frame-ancestors': ["'none'"],
} as const;

/** The policy of a page whose style elements carry the nonce; with `script`, also its inline scripts that do. */
export function pagePolicy(nonce: string, script = false): string {
  return Object.entries(POLICY).map(([name, sources]) => {
    const own = name === 'style-src' || (script && name === 'script-src') ? [...sources, `'nonce-${nonce}'`] : sources;
    return `${name} ${own.join(' ')}`;
  }).join('; ');
}

export const newNonce = (): string => randomBytes(18).toString('base64url');

/** Sends a page of HTML with the policy of its nonce. */
export function sendPage(reply: FastifyReply, html: string, nonce: string, options: { status?: number; script?: boolean } = {}): FastifyReply {
  return reply.code(options.status ?? 200).type('text/html; charset=utf-8')
    .header('cache-control', 'no-cache').header('content-security-policy', pagePolicy(nonce, options.script)).send(html);
}

/** What is not a page of ours (answers of the API, assets) may load nothing at all. */
export async function registerHeaders(app: FastifyInstance, https: boolean): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] } },
    strictTransportSecurity: https ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    // Over plain http to another host than localhost browsers ignore these two and complain.
    crossOriginOpenerPolicy: https, originAgentCluster: https,
  });
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()');
  });
}
