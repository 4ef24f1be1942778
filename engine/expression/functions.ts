import { type BinaryToTextEncoding, createHash, createHmac, randomUUID } from 'node:crypto';

/** Functions that every expression may call besides JSONata's own, by name without the `$`. */
export const functions: Readonly<Record<string, (...values: never[]) => unknown>> = {
  /** `$hash(text, algorithm?, encoding?)`: digest, sha256 in hexadecimal unless told otherwise; or `base64`, `base64url`. */
  hash: (text: string, algorithm = 'sha256', encoding: BinaryToTextEncoding = 'hex') =>
    createHash(algorithm).update(text).digest(encoding),
  /** `$hmac(text, key, algorithm?, encoding?)`: keyed digest (RFC 2104), with the same defaults. */
  hmac: (text: string, key: string, algorithm = 'sha256', encoding: BinaryToTextEncoding = 'hex') =>
    createHmac(algorithm, key).update(text).digest(encoding),
  /** `$base64url(text)`: base64 for URLs, without padding (RFC 4648, section 5). */
  base64url: (text: string) => Buffer.from(text).toString('base64url'),
  /** `$uuid()`: a random UUID, version 4 (RFC 9562). */
  uuid: () => randomUUID(),
};

/** The functions that JSONata itself defines; a test holds this list against the package. */
export const BUILT_INS: readonly string[] = (
  'abs append assert average base64decode base64encode boolean ceil clone contains count decodeUrl decodeUrlComponent ' +
  'distinct each encodeUrl encodeUrlComponent error eval exists filter floor formatBase formatInteger formatNumber ' +
  'fromMillis join keys length lookup lowercase map match max merge millis min not now number pad parseInteger power ' +
  'random reduce replace reverse round shuffle sift single sort split spread sqrt string substring substringAfter ' +
  'substringBefore sum toMillis trim type uppercase zip'
).split(' ');
