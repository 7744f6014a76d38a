// What a SecureString looks like to whoever does not ask for its decryption: a KMS ciphertext, the same one each time.

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const LENGTH = 216;
/** How KMS's symmetric ciphertexts begin. */
const PREFIX = 'AQICAH';

interface Kept {
  readonly name: string;
  readonly version: number;
  readonly type: string;
  readonly value: string;
}

/** The value as its reader sees it. @param decrypted whether the reader has asked for decryption */
export function readable({ name, version, type, value }: Kept, decrypted: boolean | undefined): string {
  return type === 'SecureString' && decrypted !== true ? sealed(name, version) : value;
}

/** Says nothing of the value, only which version of which parameter it stands for. */
function sealed(name: string, version: number): string {
  let text = PREFIX;
  let state = 2_166_136_261;
  for (const character of `${name}:${version}`) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 16_777_619);
  while (text.length < LENGTH) {
    state = Math.imul(state ^ (state >>> 15), 2_246_822_519) + 1;
    text += LETTERS[(state >>> 8) % LETTERS.length];
  }
  return text;
}
