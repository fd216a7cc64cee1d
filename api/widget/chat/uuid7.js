// Ids in order of time (RFC 9562, version 7), made once by whoever sends something.

let last = 0;

/** Now, but later than every time given before: two ids of one millisecond would sort by chance. */
function next() {
  last = Math.max(Date.now(), last + 1);
  return last;
}

/** A UUIDv7; `now` is milliseconds since 1970, `fill` fills a byte array with chance. */
export function uuid7(now = next(), fill = (bytes) => crypto.getRandomValues(bytes)) {
  const bytes = fill(new Uint8Array(16));
  for (let i = 0; i < 6; i += 1) {
    // Bit operators cut numbers to 32 bits; the time has 48.
    bytes[i] = Math.floor(now / 2 ** (8 * (5 - i))) % 256;
  }
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
