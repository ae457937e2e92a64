import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import type { Sealed, Sealer } from "../domain/secrets.ts";

const CIPHER = "aes-256-gcm";
/** What NIST SP 800-38D recommends for GCM. Random: a key may seal some four billion texts (its section 8.3). */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Tells keys apart, and says nothing of them: half of what a collision by accident would need among millions. */
const KEY_ID_DIGITS = 16;

/**
 * Seals texts with AES-256-GCM, so that only whoever has the key reads them, and no bit of them is changed unnoticed. The first key
 * seals, all of them open: a new one is put before the old one, and the old one taken away once nothing of it is left.
 * `bytes` are nonce, tag and ciphertext in base64. `about`: whose secret it is; what was sealed about one thing does not open as another's.
 */
export function createSealer(keys: readonly [Buffer, ...Buffer[]]): Sealer {
  const byId = new Map(keys.map((key) => [keyIdOf(key), key]));
  const [current] = keys;
  const keyId = keyIdOf(current);

  function seal(text: string, about: string): Sealed {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, current, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(about));
    const parts = [cipher.update(text, "utf8"), cipher.final()];
    return { keyId, bytes: Buffer.concat([nonce, cipher.getAuthTag(), ...parts]).toString("base64") };
  }

  /** Undefined where none of the keys has sealed it, where it was changed, and where it is about something else. */
  function open(sealed: Sealed, about: string): string | undefined {
    const key = byId.get(sealed.keyId);
    const bytes = Buffer.from(sealed.bytes, "base64");
    if (!key || bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
    const end = NONCE_BYTES + TAG_BYTES;
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(about))
      .setAuthTag(bytes.subarray(NONCE_BYTES, end));
    const text = decipher.update(bytes.subarray(end));
    try {
      return Buffer.concat([text, decipher.final()]).toString("utf8");
    } catch {
      // `final` throws for one reason: the tag does not hold.
      return undefined;
    }
  }

  return {
    /** Names the key that seals. */
    keyId,
    seal,
    open,
  };
}

const keyIdOf = (key: Buffer): string => createHash("sha256").update(key).digest("hex").slice(0, KEY_ID_DIGITS);
