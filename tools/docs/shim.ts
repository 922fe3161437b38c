import { testedProgram } from "../../tests/kit/program.ts";

/** `sn1` as the page calls it: the program under test, on the page's own chain and ports. */
export async function writeShim(
  path: string,
  options: {
    chainCommands: readonly string[];
    axonCommands: readonly string[];
    chainPort: string;
    axonPort: string;
    state: string;
  },
): Promise<void> {
  const { chainCommands, axonCommands, chainPort, axonPort, state } = options;
  const program = testedProgram();
  const quoted = (words: readonly string[]) => words.map((word) => `'${word}'`).join(" ");
  await Deno.writeTextFile(
    path,
    `#!/usr/bin/env bash
extra=()
has() { case " $all" in *" --$1"[\\ =]*) return 0 ;; *) return 1 ;; esac; }
all="$* "
if ! has help; then
  case "\${1-}" in
    ${
      chainCommands.join("|")
    }) has subtensor.chain_endpoint || extra+=(--subtensor.chain_endpoint=ws://127.0.0.1:${chainPort}) ;;
    localnet) has port || extra+=(--port=${chainPort}) ;;
  esac
  case "\${1-}" in
    ${axonCommands.join("|")}) has axon.port || has axon-port || extra+=(--axon.port=${axonPort}) ;;
  esac
fi
echo $$ >>${state}/pids
export ${quoted(Object.entries(program.env).map(([name, value]) => `${name}=${value}`))}
exec ${quoted([program.path, ...program.args])} "$@" \${extra[@]+"\${extra[@]}"}
`,
    { mode: 0o755 },
  );
}
