import type { Clock } from "../../../base/mod.ts";
import type { GenerateRequest } from "../../types.ts";
import type { ReadyInfo, StartOptions } from "../protocol.ts";
import { Scheduler } from "../scheduler/scheduler.ts";
import { cacheLayout } from "../model/cache_layout.ts";
import { encodeChat, longestToken, type PromptTokenizer } from "../model/chat_prompt.ts";
import { FALLBACK_STOPS, findChatTemplate } from "../model/chat_template.ts";
import { type AttentionKind, Decoder } from "../model/decoder.ts";
import {
  ByteDetokenizer,
  ByteVocabulary,
  type Detokenizer,
  WindowDetokenizer,
} from "../scheduler/detokenizer.ts";
import type { Device } from "../model/devices.ts";
import type { TokenLoop, TokenRequest } from "../scheduler/token_request.ts";
import { endIds, libraryRule } from "../model/library_rules.ts";
import { libraryGenerate } from "../scheduler/library_generate.ts";
import { loadDecoder, type LoadedModel, sessionsOf } from "../model/load_decoder.ts";
import { contextOf, type ModelFolder, openModelFolder } from "../model/model_folder.ts";
import { pickDevice } from "../model/pick_device.ts";
import { decodeMs } from "../model/decode_speed.ts";
import { probeKind } from "../model/probe_kind.ts";
import { SimpleLoop } from "../scheduler/simple_loop.ts";

const MIB = 1024 * 1024;

/** A loaded model with the loop that drives it. */
export interface Generator {
  readonly info: ReadyInfo;
  readonly loop: TokenLoop;
  /** Stop texts beside those of a request. */
  readonly stops: readonly string[];
  countTokens(text: string): number;
  promptIds(messages: GenerateRequest["messages"]): number[];
}

/** Memory for running rows when none was named: a quarter of what is free. */
function defaultKvBytes(): number {
  const { available } = Deno.systemMemoryInfo();
  return Math.max(256 * MIB, Math.min(16 * 1024 * MIB, Math.floor(available / 4)));
}

function promptTokenizer({ tokenizer }: LoadedModel, folder: ModelFolder): PromptTokenizer {
  return {
    added: (folder.tokenizer.added_tokens ?? []).map((token) => ({
      ...token,
      special: token.special ?? false,
    })),
    encode: (text) => tokenizer.encode(text, { add_special_tokens: false }),
    render: (messages) =>
      tokenizer.chat_template
        ? tokenizer.apply_chat_template(messages, { tokenize: false, add_generation_prompt: true }) as string
        : undefined,
  };
}

function detokenizers({ tokenizer }: LoadedModel, folder: ModelFolder): () => Detokenizer {
  const bytes = ByteVocabulary.from(folder.tokenizer);
  if (bytes) return () => new ByteDetokenizer(bytes);
  return () =>
    new WindowDetokenizer((ids) => ids.length ? tokenizer.decode(ids, { skip_special_tokens: true }) : "");
}

/** What was loaded on one device, and how its rows can be driven. */
interface Candidate {
  device: Device;
  loaded: LoadedModel;
  decoder: Decoder | undefined;
}

async function loadOn(
  device: Device,
  folder: ModelFolder,
  options: StartOptions,
  said: { notes: string[]; warnings: string[] },
): Promise<Candidate> {
  const load = (extend: boolean) => loadDecoder(folder, { device, threads: options.threads, extend });
  if (options.loop === "simple") return { device, loaded: await load(false), decoder: undefined };
  const loaded = await load(true);
  const session = sessionsOf(loaded.model)[0]!;
  const layout = cacheLayout(session);
  let reason = typeof layout === "string" ? layout : "";
  let advice = "";
  if (typeof layout !== "string") {
    const vocabulary = Object.keys(folder.tokenizer.model?.vocab ?? {}).length || 256;
    const model = (kind: AttentionKind) => new Decoder(session, layout, kind);
    const { kind, neighborsMatter } = await probeKind({ model, vocabulary, fused: loaded.fused });
    if (kind) return { device, loaded, decoder: model(kind) };
    reason = neighborsMatter
      ? "the rows of a batch change each other's results in this export"
      : "the rows of a batch give other results than alone in this export";
    if (neighborsMatter) advice = "; use --neuron.dtype q4 or fp32 to answer several requests at once";
  }
  said.warnings.push(`${folder.file}: one request at a time, ${reason}${advice}`);
  await loaded.model.dispose();
  return { device, loaded: await load(false), decoder: undefined };
}

/**
 * Loads a model and makes it ready to answer.
 * @throws LlmError `not_found`, `bad_model`, `device`, `config`
 */
export async function loadGenerator(options: StartOptions, clock: Clock): Promise<Generator> {
  const folder = await openModelFolder(options.model, options.dtype);
  const notes = [`weights: ${folder.file} (${folder.dtype})`];
  const warnings: string[] = [];
  const { value } = await pickDevice(options.device, notes, {
    load: (device) => loadOn(device, folder, options, { notes, warnings }),
    measure: ({ decoder, loaded }) => decodeMs(decoder, loaded, contextOf(folder.config)),
    dispose: async ({ loaded }) => void await loaded.model.dispose(),
  });
  const { device, loaded, decoder } = value;
  const contextTokens = Math.min(contextOf(folder.config), options.contextTokens ?? Infinity);
  const detokenizer = detokenizers(loaded, folder);
  const waiting = options.waiting ?? 256;
  const ends = endIds(loaded);
  const loop = decoder
    ? new Scheduler({
      parallel: options.parallel ?? 16,
      waiting,
      contextTokens,
      prefillTokens: options.prefillTokens ?? 256,
      kvBytes: options.kvBytes ?? defaultKvBytes(),
      prefixBytes: options.prefixBytes ?? 256 * MIB,
      endIds: ends,
    }, { clock, decoder, detokenizer, logitsRule: (promptTokens) => libraryRule(loaded, promptTokens) })
    : new SimpleLoop({ contextTokens, waiting, endIds: ends }, {
      clock,
      detokenizer,
      generate: (call) => libraryGenerate(loaded, call),
    });
  if (decoder) {
    const cache = decoder.extended
      ? "only new keys and values are copied"
      : "the whole cache is copied each step";
    notes.push(
      `batches of up to ${loop.parallel}, ${decoder.kind} attention, ${decoder.layout.type} cache, ${cache}`,
    );
  }
  const template = await findChatTemplate(loaded.tokenizer, folder.dir);
  if (template) notes.push(`chat template: ${template}`);
  else {
    warnings.push(
      `${folder.dir} has no chat template: prompts are written as "user: … assistant:", which an instruct model ` +
        "was not trained on; add the chat_template.jinja of the model's repository",
    );
  }
  const prompt = promptTokenizer(loaded, folder);
  const limit = { tokens: contextTokens, tokenCharacters: longestToken(folder.tokenizer) };
  return {
    info: {
      model: options.name,
      device: device.name,
      contextTokens,
      parallel: loop.parallel,
      notes,
      warnings,
    },
    loop,
    stops: template ? [] : FALLBACK_STOPS,
    countTokens: (text) => prompt.encode(text).length,
    promptIds: (messages) => encodeChat(prompt, messages, limit),
  };
}

/** A job from a request as it came over the wire. */
export function toTokenRequest(
  generator: Generator,
  request: GenerateRequest,
  clock: Clock,
  seed: string,
): Omit<TokenRequest, "id" | "onText" | "onEnd" | "onError"> {
  return {
    promptIds: generator.promptIds(request.messages),
    maxTokens: request.maxTokens ?? 256,
    sampling: {
      temperature: request.temperature ?? 0.7,
      topP: request.topP ?? 0.95,
      topK: request.topK ?? 50,
      seed: request.seed === undefined ? seed : String(request.seed),
    },
    stop: [...request.stop ?? [], ...generator.stops],
    priority: request.priority ?? 0,
    deadlineAt: request.deadlineMs === undefined ? Infinity : clock.monotonic() + request.deadlineMs,
  };
}
