/**
 * Certificates for tests, without a program besides Node: a small writer of DER (X.690) for X.509 v3 (RFC 5280),
 * ECDSA P-256 with SHA-256.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';

export interface Identity {
  /** PEM. */
  readonly cert: string;
  readonly key: string;
}

export interface CertificateRequest {
  readonly commonName: string;
  /** Become groups in Kubernetes. */
  readonly organizations?: readonly string[];
  /** DNS names and IP addresses; makes it a certificate for a server. */
  readonly hosts?: readonly string[];
  readonly validFrom?: Date;
  readonly validTo?: Date;
}

const DAY = 86_400_000;

function tlv(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content]);
  const size = length < 0x100 ? [length] : [length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, 0x80 | size.length, ...size), content]);
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => tlv(0x30, ...parts);
const bitString = (bytes: Uint8Array, unused = 0): Buffer => tlv(0x03, Buffer.of(unused), bytes);
const octets = (bytes: Uint8Array): Buffer => tlv(0x04, bytes);
const utf8 = (text: string): Buffer => tlv(0x0c, Buffer.from(text));
const TRUE = Buffer.of(0x01, 0x01, 0xff);

/** Object identifiers whose arcs after the second are below 16384. */
function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tlv(0x06, Buffer.from([first * 40 + second, ...rest.flatMap((arc) => (arc < 128 ? [arc] : [0x80 | (arc >> 7), arc & 0x7f]))]));
}

/** UTCTime: right until 2049 (RFC 5280, 4.1.2.5.1). */
const time = (date: Date): Buffer => tlv(0x17, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));
const ECDSA_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));

const name = (request: CertificateRequest): Buffer => sequence(
  ...(request.organizations ?? []).map((organization) => tlv(0x31, sequence(oid('2.5.4.10'), utf8(organization)))),
  tlv(0x31, sequence(oid('2.5.4.3'), utf8(request.commonName))),
);

const extension = (id: string, critical: boolean, value: Buffer): Buffer => sequence(oid(id), ...(critical ? [TRUE] : []), octets(value));

function address(host: string): Buffer {
  if (isIP(host) === 4) return tlv(0x87, Buffer.from(host.split('.').map(Number)));
  if (host === '::1') return tlv(0x87, Buffer.concat([Buffer.alloc(15), Buffer.of(1)]));
  return tlv(0x82, Buffer.from(host));
}

function extensions(request: CertificateRequest, authority: boolean): Buffer {
  const hosts = request.hosts ?? [];
  const usage = hosts.length > 0 ? '1.3.6.1.5.5.7.3.1' : '1.3.6.1.5.5.7.3.2';
  return tlv(0xa3, sequence(
    extension('2.5.29.19', true, authority ? sequence(TRUE) : sequence()),
    // keyCertSign and cRLSign for an authority, digitalSignature else.
    extension('2.5.29.15', true, authority ? bitString(Buffer.of(0x06), 1) : bitString(Buffer.of(0x80), 7)),
    ...(authority ? [] : [extension('2.5.29.37', false, sequence(oid(usage)))]),
    ...(hosts.length > 0 ? [extension('2.5.29.17', false, sequence(...hosts.map(address)))] : []),
  ));
}

const pem = (label: string, der: Uint8Array): string => `-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64').replace(/(.{64})/g, '$1\n').trimEnd()}\n-----END ${label}-----\n`;

function issue(request: CertificateRequest, issuer: { readonly name: Buffer; readonly key: string } | null): Identity & { readonly name: Buffer } {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256', publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } });
  const subject = name(request);
  const serial = randomBytes(8);
  serial[0] = (serial[0]! & 0x7f) | 0x40;
  const body = sequence(
    tlv(0xa0, Buffer.of(0x02, 0x01, 0x02)), tlv(0x02, serial), ECDSA_SHA256, issuer?.name ?? subject,
    sequence(time(request.validFrom ?? new Date(Date.now() - DAY)), time(request.validTo ?? new Date(Date.now() + 30 * DAY))),
    subject, createPublicKey(pair.publicKey).export({ type: 'spki', format: 'der' }), extensions(request, issuer === null),
  );
  const signature = sign('sha256', body, createPrivateKey(issuer?.key ?? pair.privateKey));
  return { cert: pem('CERTIFICATE', sequence(body, ECDSA_SHA256, bitString(signature))), key: pair.privateKey, name: subject };
}

export interface Authority {
  /** PEM. */
  readonly cert: string;
  issue(request: CertificateRequest): Identity;
}

/** A new certificate authority. */
export function createAuthority(commonName: string): Authority {
  const root = issue({ commonName }, null);
  return { cert: root.cert, issue: (request) => issue(request, root) };
}
