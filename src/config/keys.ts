import * as z from "zod";

const KEY_BYTES = 32;
const HEX_KEY = /^[0-9a-f]{64}$/i;
/** 32 bytes: 43 digits, with or without the sign that fills the last group of four. */
const BASE64_KEY = /^[\w+/-]{43}=?$/;
const isKey = (text: string): boolean => HEX_KEY.test(text) || BASE64_KEY.test(text);
const decodeKey = (text: string): Buffer => Buffer.from(text, HEX_KEY.test(text) ? "hex" : "base64");
/** ENCRYPTION_KEY: 32 bytes each, of which the first seals and all open. */
export const EncryptionKeys = z
  .string()
  .transform((text) => text.split(",").map((key) => key.trim()))
  .refine(
    (texts) => texts.every(isKey),
    `must be ${KEY_BYTES} random bytes in base64 or hex, e.g. from \`openssl rand -base64 ${KEY_BYTES}\`; a new one stands before the old one, with a comma between.`,
  )
  .transform(([first = "", ...others]): [Buffer, ...Buffer[]] => [decodeKey(first), ...others.map(decodeKey)]);

/** In the ways in which a key may have been given. */
export const spellingsOf = (key: Buffer): readonly string[] => [
  key.toString("base64url"),
  key.toString("base64").replace(/=$/, ""),
  key.toString("hex"),
  key.toString("hex").toUpperCase(),
];
