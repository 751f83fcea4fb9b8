/** What nobody takes for something else when it is read out: no 0 and o, no 1, i and l. */
const SIGNS = 'abcdefghjkmnpqrstuvwxyz23456789';
/** Four groups of four signs of 31: 79 bits. */
const GROUPS = 4;

/** A password that nobody guesses and that can be read out over the telephone, such as `k3vt-8pqa-…`. */
export function newPassword(
  random = (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes),
): string {
  let signs = '';
  while (signs.length < GROUPS * 4) {
    for (const byte of random(new Uint8Array(32))) {
      // Bytes beyond the last whole round of signs would make the first ones likelier.
      if (byte < 256 - (256 % SIGNS.length)) signs += SIGNS[byte % SIGNS.length];
    }
  }
  return (signs.slice(0, GROUPS * 4).match(/.{4}/g) ?? []).join('-');
}
