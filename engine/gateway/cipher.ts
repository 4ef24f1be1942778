import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { KeyError, StoreError } from './errors.ts';

/** Encrypts values for one place in the database; elsewhere they cannot be read. */
export interface Cipher {
  /** Tells keys apart without saying anything of them. */
  readonly keyId: string;
  encrypt(text: string, place: string): string;
  /** Throws a `StoreError` for a value of another key, of another place, or altered. */
  decrypt(sealed: string, place: string): string;
}

export const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_ID_LENGTH = 8;

/** AES-256-GCM under a key derived from `key` (HKDF, RFC 5869); a value reads `<key id>.<base64url of iv, tag, text>`. */
export function createCipher(key: Buffer): Cipher {
  if (key.length !== KEY_BYTES)
    throw new StoreError(`the key has ${key.length} bytes; expected ${KEY_BYTES}.`);
  const encryptionKey = Buffer.from(hkdfSync('sha256', key, '', 'ymcp store', KEY_BYTES));
  const keyId = createHmac('sha256', key).update('ymcp key id').digest('hex').slice(0, KEY_ID_LENGTH);
  return {
    keyId,
    encrypt(text, place) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', encryptionKey, iv).setAAD(Buffer.from(place));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return `${keyId}.${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')}`;
    },
    decrypt(sealed, place) {
      const [id = '', encoded = ''] = sealed.split('.');
      if (id !== keyId) throw otherKey(id, keyId);
      try {
        return open(Buffer.from(encoded, 'base64url'), encryptionKey, place);
      } catch (error) {
        throw new StoreError(`what the database holds at \`${place}\` was altered or moved there.`, error);
      }
    },
  };
}

function open(bytes: Buffer, key: Buffer, place: string): string {
  const iv = bytes.subarray(0, IV_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  return decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
}

export const otherKey = (found: string, given: string): KeyError =>
  new KeyError(
    `the database is under the key \`${found}\`, and the one given is \`${given}\`; give the key that it was made with or rotated to.`,
  );
