/** One deliberate mistake and the tests that must notice it. */
export interface Mutant {
  /** The mistake in words. */
  name: string;
  /** File it is made in. */
  file: string;
  /** Text of that file, found exactly once. */
  find: string;
  replace: string;
  /** Tests of which at least one must fail; the fastest ones. */
  tests: string[];
}

const VERIFICATION = "tests/unit/axon/verification_test.ts";
const NONCES = "tests/unit/protocol/nonce_test.ts";
const HOSTILE = "tests/unit/dendrite/hostile_test.ts";
const FLOODS = "tests/unit/dendrite/flood_test.ts";
const PROTOCOL_TEXT = "tests/unit/protocol/text_test.ts";
const WEIGHTS = "tests/unit/neurons/weights_test.ts";
const FORWARD = "tests/unit/neurons/forward_test.ts";
const SCORES = "tests/unit/neurons/score_book_test.ts";
const WALLET_FILES = "tests/unit/wallet/files_test.ts";
const LAUNCHER = "tests/unit/tools/launcher_trust_test.ts";
const BUNDLE = "tests/unit/tools/bundle_check_test.ts";

/** Rules whose loss would cost money, reputation or safety. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: "the axon does not verify signatures",
    file: "src/axon/middleware/check_signature.ts",
    find: "if (!valid) return mismatch();",
    replace: "if (valid === null) return mismatch();",
    tests: [VERIFICATION],
  },
  {
    name: "the axon takes an empty signature for a valid one",
    file: "src/axon/middleware/check_signature.ts",
    find:
      `if (!signature) throw notVerified("signature", "Signature should be of type bytes or a hex-string");`,
    replace: "if (!signature) return await next();",
    tests: [VERIFICATION],
  },
  {
    name: "the axon does not remember accepted nonces",
    file: "src/axon/middleware/check_signature.ts",
    find: "const replayed = guard.accept(call);",
    replace: "const replayed = guard.check(call);",
    tests: [VERIFICATION],
  },
  {
    name: "the axon remembers a nonce before its signature is verified",
    file: "src/axon/middleware/check_nonce.ts",
    find: "const reason = guard.check(c.var.call);",
    replace: "const reason = guard.accept(c.var.call);",
    tests: [VERIFICATION],
  },
  {
    name: "the axon answers bodies that are not the signed ones",
    file: "src/axon/middleware/check_body.ts",
    find: "if (!step.value.matches) throw",
    replace: "if (!step.value.matches && header === undefined) throw",
    tests: [VERIFICATION],
  },
  {
    name: "the axon answers hotkeys its policy refuses",
    file: "src/axon/middleware/check_caller.ts",
    find: "if (reason !== null) throw new Refused",
    replace: "if (reason === undefined) throw new Refused",
    tests: [VERIFICATION],
  },
  {
    name: "nonces of old callers are not made durable",
    file: "src/axon/replay_guard.ts",
    find: "else this.#store?.save(hotkey, change.uuid, nonce);",
    replace: "",
    tests: [VERIFICATION],
  },
  {
    name: "nonces ahead of the clock pass again after a restart",
    file: "src/protocol/wall_clock_nonces.ts",
    find: "if (nonce <= nowNs || nonce <= caller.reserved) return [];",
    replace: "if (nonce > 0n) return [];",
    tests: [NONCES],
  },
  {
    name: "requests of one hotkey are not limited",
    file: "src/base/rate_limiter.ts",
    find: "const enough = tokens >= 1;",
    replace: "const enough = tokens >= 0;",
    tests: ["tests/unit/http/server_parts_test.ts"],
  },
  {
    name: "a wall-clock nonce is accepted twice",
    file: "src/protocol/wall_clock_nonces.ts",
    find: "caller?.seen.has(`${uuid}:${nonce}`)",
    replace: "false",
    tests: [NONCES],
  },
  {
    name: "a forgotten nonce leaves no floor",
    file: "src/protocol/wall_clock_nonces.ts",
    find: "if (nonce > caller.floor) caller.floor = nonce;",
    replace: "",
    tests: [NONCES],
  },
  {
    name: "a nonce of an old caller is accepted twice",
    file: "src/protocol/monotonic_nonces.ts",
    find: "return nonce > last ? null",
    replace: "return nonce >= last ? null",
    tests: [NONCES],
  },
  {
    name: "nonces from before the start are accepted",
    file: "src/protocol/wall_clock_nonces.ts",
    find: "this.#floor = startNs - 1n;",
    replace: "this.#floor = startNs * 0n;",
    tests: [NONCES],
  },
  {
    name: "the dendrite takes a redirect for an answer",
    file: "src/dendrite/response_head.ts",
    find: "if (status >= 300 && status < 400) throw",
    replace: "if (status < 0) throw",
    tests: [HOSTILE],
  },
  {
    name: "the dendrite takes HTTP 200 for the axon's own status",
    file: "src/dendrite/response_head.ts",
    find: "if (said === undefined) throw new RefusedAnswer(",
    replace:
      "if (said === undefined) return { statusCode: 200, statusMessage }; else if (said < 0) throw new RefusedAnswer(",
    tests: [HOSTILE],
  },
  {
    name: "the dendrite dials private addresses",
    file: "src/dendrite/address.ts",
    find: "if (range && (range.never || !allowPrivate)) return",
    replace: "if (range?.never) return",
    tests: ["tests/unit/dendrite/address_test.ts"],
  },
  {
    name: "the dendrite reads answers of any length",
    file: "src/dendrite/read_answer.ts",
    find: "    if (bytes.length > room) {",
    replace: "    if (bytes.length > room + Infinity) {",
    tests: [HOSTILE],
  },
  {
    name: "a key file is replaced without being asked to",
    file: "src/wallet/files.ts",
    find: "  if (!overwrite) await assertAbsent(files.map(({ path }) => path));",
    replace: "  overwrite = true;",
    tests: [WALLET_FILES],
  },
  {
    name: "a phrase is shown for a key that then cannot be stored",
    file: "src/wallet/keystore.ts",
    find: "if (!overwrite) await assertAbsent([files.privatePath, files.publicPath]);",
    replace: "",
    tests: ["tests/unit/wallet/wallet_test.ts"],
  },
  {
    name: "key files are readable by everybody",
    file: "src/wallet/files.ts",
    find: "const PRIVATE_MODE = 0o600;",
    replace: "const PRIVATE_MODE = 0o644;",
    tests: [WALLET_FILES],
  },
  {
    name: "weights are believed, not read back",
    file: "neurons/validator/weights/weight_setter.ts",
    find: "    if (!sameRow(row, entry)) {",
    replace: "    if (row === null) {",
    tests: [WEIGHTS],
  },
  {
    name: "a second vector is planned in one window",
    file: "neurons/validator/weights/weight_setter.ts",
    find: "const entry = open ?? plan(scores);",
    replace: "const entry = plan(scores) ?? open;",
    tests: [WEIGHTS],
  },
  {
    name: "weights are marked as sent only after the sending",
    file: "neurons/validator/weights/weight_setter.ts",
    find: `if (undecided) store.markWeights(id, "sent", "");`,
    replace: "",
    tests: [WEIGHTS],
  },
  {
    name: "weights are sent without being written down",
    file: "neurons/validator/weights/weight_setter.ts",
    find: "return store.planWeights({",
    replace:
      `return Object.assign({ id: 0, state: "planned" as const, block: null, detail: "", signed: null, epoch: null }, {`,
    tests: [WEIGHTS],
  },
  {
    name: "an empty reference is scored",
    file: "neurons/validator/ask/step.ts",
    find: "if (!task.reference) return",
    replace: "if (task.reference === null) return",
    tests: [FORWARD],
  },
  {
    name: "a cancelled turn is tried again",
    file: "neurons/validator/ask/forward.ts",
    find: "if (signal.aborted || attempt + 1 >= TURN_TRIES) throw error;",
    replace: "if (attempt + 1 >= TURN_TRIES) throw error;",
    tests: [FORWARD],
  },
  {
    name: "everybody earns the same reward",
    file: "neurons/validator/score/step_record.ts",
    find: "reward: result.totals[i] ?? 0",
    replace: "reward: i < 0 ? 0 : 0.5",
    tests: [FORWARD],
  },
  {
    name: "a reward of NaN reaches the scores",
    file: "rewards/scores.ts",
    find: "Number.isFinite(rewards[i]) ? rewards[i]! : 0",
    replace: "rewards[i]!",
    tests: [SCORES],
  },
  {
    name: "a reward model that breaks breaks the step",
    file: "rewards/score_each.ts",
    find: "  } catch {\n    return 0;",
    replace: "  } catch (error) {\n    throw error;",
    tests: ["tests/unit/rewards/score_each_test.ts"],
  },
  {
    name: "rewards may leave [0, 1]",
    file: "rewards/score_each.ts",
    find: "Math.fround(Math.min(1, value))",
    replace: "Math.fround(value)",
    tests: ["tests/unit/rewards/score_each_test.ts"],
  },
  {
    name: "scores do not decay",
    file: "rewards/scores.ts",
    find: "f(f(alpha * reward) + f(keep * scores[uid]!)) - decay",
    replace: "f(f(alpha * reward) + f(keep * scores[uid]!)) - decay * 0",
    tests: [SCORES],
  },
  {
    name: "a reward goes to whoever took over the uid",
    file: "neurons/validator/score/score_book.ts",
    find: "earned.filter((e) => this.hotkeys[e.uid] === e.hotkey)",
    replace: "earned.filter((e) => e.uid in this.hotkeys)",
    tests: [SCORES],
  },
  {
    name: "results are applied as they finish, not as they began",
    file: "neurons/validator/score/sequencer.ts",
    find: "this.#waiting.get(ticket)?.results.push(result);",
    replace: "this.#apply(result);",
    tests: ["tests/unit/neurons/sequencer_test.ts"],
  },
  {
    name: "step record and scores are not one transaction",
    file: "src/store/store.ts",
    find: `this.db.exec("ROLLBACK");`,
    replace: `this.db.exec("COMMIT");`,
    tests: ["tests/unit/store/store_test.ts"],
  },
  {
    name: "a minority of the stake makes consensus",
    file: "src/consensus/median.ts",
    find: "const minority = total - majority;",
    replace: "const minority = total - total / 10;",
    tests: ["tests/unit/consensus/epoch_test.ts"],
  },
  {
    name: "the local chain does not verify signatures",
    file: "src/localnet/node/validity.ts",
    find: `if (!view.verify(payload, signed.signature, fromHex(signed.signer))) throw invalid("BadProof");`,
    replace: "",
    tests: ["tests/unit/localnet/pool_test.ts"],
  },
  {
    name: "the local chain takes weights at any time",
    file: "src/localnet/runtime/weight_rules.ts",
    find: `context.ensure(rateLimitPassed(context, index, uid, context.block), "SettingWeightsTooFast");`,
    replace: "",
    tests: ["tests/unit/localnet/weights_test.ts"],
  },
  {
    name: "the local chain takes a commit for whatever is shown later",
    file: "src/localnet/runtime/commit_rules.ts",
    find: "const at = commits.findIndex(([one]) => one === hash);",
    replace: "const at = commits.findIndex(([one]) => one.length === hash.length);",
    tests: ["tests/unit/localnet/commits_test.ts"],
  },
  {
    name: "the local chain's pool takes reveals in any epoch",
    file: "src/localnet/runtime/commit_rules.ts",
    find: "=== due ? null : 17;",
    replace: "=== due ? null : null;",
    tests: ["tests/unit/localnet/commits_test.ts"],
  },
  {
    name: "a revoked API key is still good",
    file: "src/api/check_key.ts",
    find: `if (key.revokedAt !== null) throw notAuthorized("This API key was revoked.");`,
    replace: "",
    tests: ["tests/unit/api/keys_test.ts"],
  },
  {
    name: "users are sent to miners that failed lately",
    file: "src/api/routing/router.ts",
    find: "!tried.has(hotkey) && this.health.usable(hotkey)",
    replace: "!tried.has(hotkey)",
    tests: ["tests/unit/api/routing_test.ts"],
  },
  {
    name: "a half answer passes for a whole one",
    file: "src/api/routing/attempt.ts",
    find: "answer.statusCode === 200 ? null : new BrokenAnswer(answer)",
    replace: "null",
    tests: ["tests/unit/api/routing_test.ts"],
  },
  {
    name: "the loser of a race goes on answering",
    file: "src/api/routing/route.ts",
    find: "      loser.leave();\n",
    replace: "",
    tests: ["tests/unit/api/routing_test.ts"],
  },
  {
    name: "what users say is kept",
    file: "neurons/validator/ask/organic_step.ts",
    find: "options.logBodies ? record : withoutBodies(record)",
    replace: "record",
    tests: ["tests/unit/neurons/organic_test.ts"],
  },
  {
    name: "a miner that answered a user is asked the same again",
    file: "neurons/validator/ask/organic_step.ts",
    find: "dendrite: reuseAnswers(modules.dendrite, known),",
    replace: "",
    tests: ["tests/unit/neurons/organic_test.ts"],
  },
  {
    name: "the dendrite takes any number of chunks",
    file: "src/dendrite/exchange.ts",
    find: "if (++chunks > MAX_BODY_CHUNKS)",
    replace: "if (++chunks < 0)",
    tests: [FLOODS],
  },
  {
    name: "the dendrite waits through any number of interim answers",
    file: "src/dendrite/exchange.ts",
    find: "if (++interim > MAX_INTERIM_ANSWERS)",
    replace: "if (++interim < 0)",
    tests: [HOSTILE, FLOODS],
  },
  {
    name: "the dendrite does not count what only the socket sees",
    file: "src/dendrite/exchange.ts",
    find: "if (received > socketBytes)",
    replace: "if (received < 0)",
    tests: [FLOODS],
  },
  {
    name: "one-byte chunks are handed on one by one",
    file: "src/dendrite/piece_joiner.ts",
    find: "if (this.#scheduled) return;",
    replace: "if (this.#scheduled) return this.flush();",
    tests: [FLOODS],
  },
  {
    name: "numbers of any length are parsed",
    file: "src/protocol/python_float.ts",
    find:
      "  if (text.length > MAX_NUMBER_CHARACTERS) return undefined;\n  const plain = withoutUnderscores(text);\n  if (!FLOAT",
    replace: "  const plain = withoutUnderscores(text);\n  if (!FLOAT",
    tests: [PROTOCOL_TEXT],
  },
  {
    name: "a lone surrogate goes into the hash as it is",
    file: "src/protocol/python_repr.ts",
    find: "i + 1 < text.length",
    replace: "i < 0",
    tests: [PROTOCOL_TEXT],
  },
  {
    name: "bodies of any number of values are read",
    file: "src/protocol/body.ts",
    find: "if (++tokens > MAX_BODY_TOKENS)",
    replace: "if (++tokens < 0)",
    tests: [PROTOCOL_TEXT],
  },
  {
    name: "escaped quotes end a text when values are counted",
    file: "src/protocol/body.ts",
    find: "if (byte === 0x5c) i++;\n      else if",
    replace: "if",
    tests: [PROTOCOL_TEXT],
  },
  {
    name: "only one version of Unicode is tried for a body's hash",
    file: "src/protocol/body_hash.ts",
    find: "if (!messages.some(dependsOnUnicodeVersion)) return",
    replace: "if (messages) return",
    tests: [PROTOCOL_TEXT],
  },
  {
    name: "a special token at the start of a text stays whole",
    file: "src/llm/local/model/special_texts.ts",
    find: "for (let at = 0; at < text.length; at++) {\n      if (!this",
    replace: "for (let at = 1; at < text.length; at++) {\n      if (!this",
    tests: ["tests/unit/llm_local/text_test.ts"],
  },
  {
    name: "a text that cannot fit is tokenized as a whole",
    file: "src/llm/local/model/chat_prompt.ts",
    find: "  checkLength(tokenizer, text, limit);\n",
    replace: "",
    tests: ["tests/unit/llm_local/text_test.ts"],
  },
  {
    name: "pieces of a prompt are tokenized without end",
    file: "src/llm/local/model/chat_prompt.ts",
    find: "if (Math.max(ids.length, ++count) > limit.tokens)",
    replace: "if (++count < 0)",
    tests: ["tests/unit/llm_local/text_test.ts"],
  },
  {
    name: "a frame is copied with every write",
    file: "src/llm/local/frames.ts",
    find: "Math.max(length, 2 * this.#held.length)",
    replace: "length",
    tests: ["tests/unit/llm_local/frames_test.ts"],
  },
  {
    name: "a miner's whole answer is tokenized",
    file: "neurons/validator/ask/step.ts",
    find: "left -= counted.length;",
    replace: "",
    tests: ["tests/unit/neurons/step_tokens_test.ts"],
  },
  {
    name: "a script longer than the limit is left out",
    file: "tasks/datasets/html_text.ts",
    find: "> MAX_SCRIPT_CHARACTERS",
    replace: "< 0",
    tests: ["tests/unit/tasks/network_datasets_test.ts"],
  },
  {
    name: "the launcher runs what others could write to",
    file: "tools/build/launcher.ts",
    find: " ! -perm -020 ! -perm -002 -print 2>/dev/null",
    replace: " -print 2>/dev/null",
    tests: [LAUNCHER],
  },
  {
    name: "the launcher ignores folders above that another user could exchange",
    file: "tools/build/launcher.ts",
    find: '[ -z "$loose" ] || say',
    replace: '[ -z "$loose" ] || true || say',
    tests: [LAUNCHER],
  },
  {
    name: "the launcher leaves what a killed one unpacked",
    file: "tools/build/launcher.ts",
    find: 'kill -0 "\\${owner%%-*}" 2>/dev/null ||',
    replace: "true ||",
    tests: [LAUNCHER],
  },
  {
    name: "the environment of the launcher can replace any variable",
    file: "src/cli/startup/rest_of_environment.ts",
    find: "!IDENTIFIER.test(name) && env.get(name) === undefined",
    replace: "true",
    tests: [LAUNCHER],
  },
  {
    name: "the build packs a bundle whose imports lead nowhere",
    file: "tools/build/bundle_check.ts",
    find: "if (code?.error) faults.push",
    replace: "if (code?.error === wanted) faults.push",
    tests: [BUNDLE],
  },
  {
    name: "the build does not see files that are named at run time",
    file: "tools/build/bundle_check.ts",
    find: "if (!there) faults.push",
    replace: "if (there) faults.push",
    tests: [BUNDLE],
  },
];
