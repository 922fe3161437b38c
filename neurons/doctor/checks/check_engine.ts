import { errorText, withDeadline } from "../../../src/base/mod.ts";
import { nearest, stripControl, truncate } from "../../../src/text/mod.ts";
import { ENGINE_NAMES } from "../../../src/llm/mod.ts";
import { findTask, loadDocuments } from "../../../tasks/mod.ts";
import type { Check } from "../check_context.ts";
import { error, info, NotChecked, ok, warn } from "../check_result.ts";

const HTTP_MS = 5000;
/** Weights and the cache of attention need this much more than the file. */
const MEMORY_FACTOR = 1.3;
const gb = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;

/** The name of the engine part: `retrieval-50`, `exec:CMD`. */
const kindOf = (name: string) => /^[a-z]+/.exec(name)?.[0] ?? name;

/** The engine is one this program has. */
export const engine: Check = {
  id: "engine.name",
  run(exam) {
    const { name } = exam.options.engine;
    const kind = kindOf(name);
    if (ENGINE_NAMES.includes(kind)) return Promise.resolve(ok(`engine ${name}`));
    const near = nearest(kind, ENGINE_NAMES) ?? "local";
    return Promise.resolve(error(`there is no engine "${name}"`, `--neuron.engine ${near}`));
  },
};

/** The model of the local engine is on this disk, whole. */
export const model: Check = {
  id: "engine.model",
  async run(exam) {
    const { name, modelId, dtype } = exam.options.engine;
    if (kindOf(name) !== "local") return ok(`engine ${name} needs no model files`);
    const pull = `sn1 models pull${modelId ? ` ${modelId}` : ""}, --neuron.engine openai, or sn1 demo`;
    let folder: string;
    try {
      folder = await exam.modules.findModel(modelId, "generate");
    } catch (cause) {
      return error(errorText(cause), pull);
    }
    const files = await namesIn(folder);
    const needed = ["config.json", "tokenizer.json", "tokenizer_config.json"];
    const missing = needed.filter((file) => !files.includes(file));
    const weights = (await namesIn(`${folder}/onnx`)).filter((file) => file.endsWith(".onnx"));
    if (weights.length === 0) missing.push("onnx/model*.onnx");
    if (missing.length > 0) return error(`the model ${folder} lacks ${missing.join(", ")}`, pull);
    for (const file of needed) {
      const fault = await jsonFault(`${folder}/${file}`);
      if (fault) return error(`${folder}/${file} ${fault}`, pull);
    }
    for (const file of weights) {
      const fault = await openFault(`${folder}/onnx/${file}`);
      if (fault) return error(`${folder}/onnx/${file} ${fault}`, pull);
    }
    return ok(`${folder}: ${weights.join(", ")}${dtype ? `, wanted ${dtype}` : ""}`);
  },
};

/** What scores relevance is on this disk. */
export const relevance: Check = {
  id: "validator.relevance",
  role: "validator",
  async run(exam) {
    const { tasks, rewardModelId } = exam.options;
    const needing = tasks.filter((name) => findTask(name).rewards.some((term) => term.name === "relevance"));
    if (needing.length === 0) return ok("no task is scored by relevance");
    try {
      return ok(`${await exam.modules.findModel(rewardModelId, "embed")} scores ${needing.join(", ")}`);
    } catch (cause) {
      return error(
        `${needing.join(", ")} are scored by relevance: ${errorText(cause)}`,
        `sn1 models pull ${rewardModelId}, or --neuron.tasks without them`,
      );
    }
  },
};

/** The model fits into memory. */
export const fit: Check = {
  id: "engine.memory",
  async run(exam) {
    const { name, modelId } = exam.options.engine;
    if (kindOf(name) !== "local") return ok(`engine ${name} holds no model`);
    const folder = await exam.modules.findModel(modelId, "generate").catch(() => {
      throw new NotChecked("there is no model");
    });
    const sizes = await Promise.all(
      (await namesIn(`${folder}/onnx`)).map((file) =>
        Deno.stat(`${folder}/onnx/${file}`).then((s) => s.size, () => 0)
      ),
    );
    // Several variants may lie there; one is loaded.
    const needed = Math.max(0, ...sizes) * MEMORY_FACTOR;
    const { availableBytes } = exam.modules.host.memory();
    const text = `the model needs about ${gb(needed)}, ${gb(availableBytes)} are free`;
    return needed <= availableBytes
      ? ok(text)
      : warn(text, "a smaller --neuron.model_id, or --neuron.dtype q4");
  },
};

/** The device the flags name is there. */
export const device: Check = {
  id: "engine.device",
  async run(exam) {
    const { name, device } = exam.options.engine;
    const { host } = exam.modules;
    if (kindOf(name) !== "local") return ok(`engine ${name} uses no device of this machine`);
    const [cards, graphics] = await Promise.all([host.cards(), host.graphics()]);
    const there = cards.length > 0
      ? `${cards.length} NVIDIA cards`
      : graphics
      ? "a graphics device"
      : "no graphics device";
    const cuda = /^cuda(?::(\d+))?$/.exec(device);
    if (cuda) {
      const wanted = Number(cuda[1] ?? 0);
      return cards.includes(wanted)
        ? ok(`${device} is there`)
        : error(`--neuron.device ${device}, but this machine has ${there}`, "--neuron.device auto");
    }
    if (device === "webgpu") {
      return graphics
        ? ok("a graphics device is there")
        : error(`webgpu, but ${there} is here`, "--neuron.device cpu");
    }
    if (device === "cpu" && cards.length > 0) {
      return info(`the processor is used although ${there} are here`, "--neuron.device auto");
    }
    if (!["auto", "cpu"].includes(device)) {
      return error(`there is no device "${device}"`, "--neuron.device auto, cpu, webgpu, cuda or cuda:N");
    }
    return ok(`${device}; ${there}`);
  },
};

/** The server behind the openai engine answers. */
export const server: Check = {
  id: "engine.server",
  async run(exam) {
    const { engine: { name, baseUrl } } = exam.options;
    if (kindOf(name) !== "openai") return ok(`engine ${name} asks no server`);
    const key = exam.modules.env("OPENAI_API_KEY");
    if (!baseUrl && !key) {
      return error("neither a server nor a key is named", "--openai.base_url URL, or OPENAI_API_KEY");
    }
    const url = `${(baseUrl ?? "https://api.openai.com/v1").replace(/\/$/, "")}/models`;
    try {
      const { status, text } = await withDeadline(exam.modules.clock, HTTP_MS, url, async (signal) => {
        const response = await exam.modules.fetch(url, {
          signal,
          headers: key ? { authorization: `Bearer ${key}` } : {},
        });
        return { status: response.status, text: await boundedText(response) };
      }, exam.signal);
      if (status === 401 || status === 403) {
        return error(`${url} refuses the key (${status})`, "OPENAI_API_KEY");
      }
      if (status >= 500) return warn(`${url} answers ${status}`, "look at that server");
      const names = modelNames(text);
      if (names === null) {
        return error(
          `${url} answers ${status} without a list of models: ${preview(text)}`,
          "--openai.base_url of an OpenAI-compatible server; most want it to end in /v1",
        );
      }
      // Servers with one model answer to any name; servers of many list what there is.
      const wanted = exam.options.engine.modelId;
      if (wanted === undefined || names.includes(wanted)) return ok(`${url} answers, ${names.length} models`);
      const near = nearest(wanted, names) ?? names[0];
      return warn(
        `${url} does not list the model "${wanted}"`,
        near === undefined ? "load a model on that server" : `--neuron.model_id ${near}`,
      );
    } catch (cause) {
      return error(`${url}: ${errorText(cause)}`, "--openai.base_url of a server that runs");
    }
  },
};

/** Bytes read of a list of models: the largest service lists a few hundred. */
const MAX_LIST_BYTES = 1_048_576;

async function boundedText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > MAX_LIST_BYTES) break;
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}

/** Names in a list of models, in OpenAI's shape or Ollama's; null when it is no such list. */
function modelNames(text: string): string[] | null {
  let value: { data?: unknown; models?: unknown };
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const list = Array.isArray(value) ? value : value?.data ?? value?.models;
  if (!Array.isArray(list)) return null;
  return list.flatMap((one) => {
    const name = typeof one === "string" ? one : one?.id ?? one?.name;
    // Gemini's endpoint lists `models/NAME` and takes both forms.
    return typeof name === "string" ? [name, ...(name.startsWith("models/") ? [name.slice(7)] : [])] : [];
  });
}

function preview(text: string): string {
  const plain = stripControl(text.slice(0, 2000).replace(/<[^<>]{0,500}>/g, " "), true);
  return truncate(plain.replace(/\s+/g, " ").trim() || "an empty body", 80);
}

/** The operator's own texts can be used. */
export const texts: Check = {
  id: "engine.texts",
  async run(exam) {
    const path = exam.options.engine.datasetPath;
    if (!path) return ok("the bundled texts are used where texts are needed");
    try {
      const documents = await loadDocuments(path);
      return ok(`${documents.length} documents in ${path}`);
    } catch (cause) {
      return error(errorText(cause), "--dataset.path: a folder with .txt, .md or .jsonl files");
    }
  },
};

/** Why a file of a model cannot be read as JSON, or null. */
async function jsonFault(path: string): Promise<string | null> {
  try {
    JSON.parse(await Deno.readTextFile(path));
    return null;
  } catch (cause) {
    return cause instanceof SyntaxError ? "is not JSON" : `cannot be read: ${errorText(cause)}`;
  }
}

/** Why the weights cannot be opened, or null; the first bytes show a link to nowhere, a web page and a Git pointer. */
async function openFault(path: string): Promise<string | null> {
  try {
    using file = await Deno.open(path);
    const bytes = new Uint8Array(64);
    const read = await file.read(bytes);
    if (read === null) return "is empty";
    const start = new TextDecoder().decode(bytes.subarray(0, read));
    if (/^\s*<(?:!doctype|html)/i.test(start)) return "is a web page";
    return start.startsWith("version https://git-lfs") ? "is a Git LFS pointer, not the file" : null;
  } catch (cause) {
    return `cannot be opened: ${errorText(cause)}`;
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder))).map((entry) => entry.name).sort();
  } catch {
    return [];
  }
}
