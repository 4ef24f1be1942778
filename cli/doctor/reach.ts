import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { ToolError } from '../../engine/errors.ts';
import { send } from '../../engine/http/send.ts';
import { type Finding, fail, ok, skip, warn } from './finding.ts';

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 33_554_432;
const DAY_MS = 86_400_000;
/** Days before its end from which a certificate is worth a word. */
const SOON_DAYS = 14;
/** Seconds of difference from which clocks are worth a word, and from which signed requests are refused. */
const SKEW = { warn: 30, fail: 300 };

/** Looks the host up, checks its certificate, asks it something without credentials, and compares clocks; ends at what fails. */
export async function reach(url: URL): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const step of [resolveHost, checkCertificate, ask]) {
    const found = await step(url);
    findings.push(...found);
    if (found.some(({ level }) => level === 'fail')) break;
  }
  return findings;
}

async function resolveHost({ hostname }: URL): Promise<Finding[]> {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host)) return [skip('dns', `${host} is an address already`)];
  const started = performance.now();
  try {
    const addresses = await within(lookup(host, { all: true }));
    const shown = addresses.map(({ address }) => address).join(', ');
    return [ok('dns', `${host} is ${shown}  ${took(started)}`)];
  } catch (error) {
    return [
      fail(
        'dns',
        `${host} cannot be found (${codeOf(error)})`,
        'Check the host name in `base_url`, and the network.',
      ),
    ];
  }
}

async function checkCertificate({ protocol, hostname, port, origin }: URL): Promise<Finding[]> {
  if (protocol !== 'https:') return [plainText(hostname)];
  const host = hostname.replace(/^\[|\]$/g, '');
  const started = performance.now();
  try {
    const { until, version } = await handshake(host, Number(port || 443));
    const days = Math.floor((until - Date.now()) / DAY_MS);
    const detail = `${version}, certificate good for ${days} more days  ${took(started)}`;
    if (days >= SOON_DAYS) return [ok('tls', detail)];
    return [warn('tls', detail, 'Tell whoever runs the API to renew the certificate.')];
  } catch (error) {
    return [fail('tls', `no secure connection to ${origin} (${codeOf(error)})`, adviceFor(codeOf(error)))];
  }
}

const plainText = (hostname: string): Finding =>
  isLocal(hostname)
    ? skip('tls', 'plain http, which stays on this machine')
    : warn('tls', 'plain http: credentials can be read on the way', 'Use https:// in `base_url`.');

const isLocal = (hostname: string) => /^(localhost|127\.|\[::1\])/.test(hostname);

function adviceFor(code: string): string {
  if (code === 'ECONNREFUSED') return 'Nothing listens there: check host and port in `base_url`.';
  if (/CERT|SELF_SIGNED|ISSUER|ALTNAME/.test(code))
    return 'Name the authority that signed it in NODE_EXTRA_CA_CERTS; do not switch checking off.';
  return 'Check the network, a firewall, and whether a proxy is needed.';
}

/** The protocol agreed on, and the end of the certificate as a Unix time in milliseconds. */
function handshake(host: string, port: number): Promise<{ until: number; version: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, ...(isIP(host) ? {} : { servername: host }), timeout: TIMEOUT_MS });
    socket.once('secureConnect', () => {
      const { valid_to: end } = socket.getPeerCertificate();
      resolve({ until: Date.parse(end), version: socket.getProtocol() ?? 'TLS' });
      socket.destroy();
    });
    socket.once('error', reject);
    socket.once('timeout', () => {
      reject(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' }));
      socket.destroy();
    });
  });
}

async function ask(url: URL): Promise<Finding[]> {
  const started = Date.now();
  const began = performance.now();
  try {
    const request = { verb: 'GET' as const, url: new URL(url), headers: { accept: '*/*' } };
    const { status, headers } = await send(request, { timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES });
    const said = `${url.origin} answers ${status} without credentials  ${took(began)}`;
    const middle = (started + Date.now()) / 2;
    return [
      status >= 500
        ? warn('http', said, 'The API has trouble of its own, or does not like the bare `base_url`.')
        : ok('http', said),
      clock(headers.date, middle),
    ];
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    // A redirect is an answer too.
    if (error.details.status !== undefined)
      return [ok('http', `${url.origin} answers ${error.details.status}  ${took(began)}`)];
    return [fail('http', error.message, adviceFor(codeOf(error.cause)))];
  }
}

/** `Date` counts in seconds (RFC 9110, section 6.6.1). */
function clock(date: string | undefined, now: number): Finding {
  const theirs = Date.parse(date ?? '');
  if (Number.isNaN(theirs)) return skip('clock', 'the API does not say what time it is');
  const seconds = Math.round(Math.max(0, Math.abs(now - theirs) - 1_000) / 1_000);
  const detail = `${seconds} s apart from the API's`;
  if (seconds < SKEW.warn) return ok('clock', seconds === 0 ? "agrees with the API's" : detail);
  const fix = 'Let the clock be set from the network; tokens and signatures go by it.';
  return seconds < SKEW.fail ? warn('clock', detail, fix) : fail('clock', detail, fix);
}

const took = (started: number) => `${(performance.now() - started).toFixed(0)} ms`;

async function within<Value>(work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })), TIMEOUT_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

const codeOf = (error: unknown): string => (error as { code?: string } | undefined)?.code ?? 'unknown error';
