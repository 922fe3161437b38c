/**
 * Variable by which the launcher of the portable form passes on what its shell drops: variables whose names are no
 * identifiers, such as `BT_PW_…` of a key with a hyphen. Base64 of `NAME=value`, each ended by a NUL.
 */
export const REST_OF_ENVIRONMENT = "SN1_ENV_REST";

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Puts these variables where they belong. Ignores what is damaged, and names that a shell would have kept. */
export function restoreEnvironment(env: Pick<Deno.Env, "get" | "set" | "delete"> = Deno.env): void {
  const packed = env.get(REST_OF_ENVIRONMENT);
  if (packed === undefined) return;
  env.delete(REST_OF_ENVIRONMENT);
  for (const [name, value] of parse(packed)) {
    if (name !== "" && !IDENTIFIER.test(name) && env.get(name) === undefined) env.set(name, value);
  }
}

function parse(packed: string): [name: string, value: string][] {
  try {
    const text = new TextDecoder().decode(Uint8Array.fromBase64(packed));
    return text.split("\0").flatMap((entry) => {
      const cut = entry.indexOf("=");
      return cut < 0 ? [] : [[entry.slice(0, cut), entry.slice(cut + 1)]];
    });
  } catch {
    return [];
  }
}
