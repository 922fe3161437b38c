import { runProgram } from "../interop/python_env.ts";

/** The packages of the original's day. */
const PACKAGES = ["rouge==1.0.1", "pandas==2.2.3", "sympy==1.14.0"];
const INTERPRETERS = ["python3.11", "python3.12", "python3.10", "python3"];
const PROBE_MS = 20_000;
const INSTALL_MS = 300_000;

/** A Python that has the packages, or why there is none. */
export type AgreementPython = { python: string } | { skipped: string };

/**
 * Finds or makes a virtual environment with the packages, kept outside of the project between runs
 * (`SN1_AGREEMENT_CACHE`, else a folder of the user's cache).
 */
export async function agreementPython(): Promise<AgreementPython> {
  const folder = Deno.env.get("SN1_AGREEMENT_CACHE") ?? `${Deno.env.get("HOME")}/.cache/sn1-agreement`;
  const home = `${folder}/${PACKAGES.join("_").replaceAll("==", "-")}`;
  const python = `${home}/bin/python`;
  const probe = ["-c", "import rouge, pandas, sympy"];
  if ((await runProgram(python, probe, PROBE_MS)).code === 0) return { python };
  const asked = Deno.env.get("SN1_PYTHON");
  for (const program of asked ? [asked] : INTERPRETERS) {
    if ((await runProgram(program, ["-c", "import ensurepip, venv"], PROBE_MS)).code !== 0) continue;
    await Deno.mkdir(folder, { recursive: true });
    const made = await runProgram(program, ["-m", "venv", "--clear", home], INSTALL_MS);
    if (made.code !== 0) continue;
    const pip = "-m pip install --quiet --disable-pip-version-check --no-input --only-binary pandas".split(
      " ",
    );
    const { code, text } = await runProgram(python, [...pip, ...PACKAGES], INSTALL_MS);
    if (code === 0) return { python };
    return {
      skipped: `pip cannot install ${PACKAGES.join(", ")}: ${text.split("\n").at(-1)?.slice(0, 200)}`,
    };
  }
  return { skipped: "no Python 3.10 to 3.12 with venv" };
}
