/** Hashes as other systems keep them. */

/** Any Argon2 hash with these parameters. Of which password, nobody knows. */
export const argon2 = ({
  m = 256,
  t = 2,
  p = 1,
  version = 19,
  digest = "wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA",
}) => `$argon2id$v=${version}$m=${m},t=${t},p=${p}$c29tZXNhbHQ$${digest}`;

export const bcrypt = (cost: number) =>
  `$2a$${String(cost).padStart(2, "0")}$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW`;

export const scrypt = ({ ln = 10, r = 8, p = 1 }) =>
  `$scrypt$ln=${ln},r=${r},p=${p}$cmFuZG9tc2FsdGlzaGFyZA$Rh+NnJNo1I6nRwaNqbDm6kmADswD1+7FTKZ7Ln9D8nQ`;

type Vector = [password: string, hash: string];

/** https://github.com/P-H-C/phc-winner-argon2/blob/master/src/test.c */
export const ARGON2_VECTORS: Vector[] = [
  ["password", "$argon2i$m=65536,t=2,p=1$c29tZXNhbHQ$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ"],
  ["password", "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA"],
  ["password", "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"],
  ["password", "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc"],
];

const OPENWALL = "CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

/** https://github.com/openwall/crypt_blowfish/blob/main/wrapper.c: for these passwords the three kinds are the same. */
export const BCRYPT_VECTORS: Vector[] = [
  ["U*U", `$2a$05$${OPENWALL}`],
  ["U*U", `$2b$05$${OPENWALL}`],
  ["U*U", `$2y$05$${OPENWALL}`],
  ["U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"],
];

const phc = (parameters: string, salt: string, hex: string): string =>
  ["", "scrypt", parameters, ...[Buffer.from(salt), Buffer.from(hex, "hex")].map((one) => one.toString("base64"))]
    .join("$")
    .replaceAll("=", (sign, at: number) => (at < parameters.length + 9 ? sign : ""));

/** https://www.rfc-editor.org/rfc/rfc7914#section-12 */
export const SCRYPT_VECTORS: Vector[] = [
  [
    "password",
    phc(
      "ln=10,r=8,p=16",
      "NaCl",
      "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640",
    ),
  ],
  [
    "pleaseletmein",
    phc(
      "ln=14,r=8,p=1",
      "SodiumChloride",
      "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887",
    ),
  ],
];
