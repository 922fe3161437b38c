import type { Random } from "../../src/base/mod.ts";
import { paraphrase } from "./challenge_templates.ts";
import { cleanText } from "./cleaners.ts";
import { TaskError } from "../errors.ts";
import { CHALLENGE_PROMPT, humanPrompt } from "./prompts.ts";
import { findTask } from "../task_registry.ts";
import type { Persona, Task, TaskModules } from "../types.ts";

/**
 * The message that miners get: the query itself, the query in a template, or what a person with this persona would
 * write (docs/spec/domain.md#3-humanagent-persona-conversation), then the task's last change.
 * @throws TaskError `no_text`; what the writer throws
 */
export async function createChallenge(
  task: Task,
  persona: Persona,
  modules: TaskModules,
  random: Random,
  signal?: AbortSignal,
): Promise<string> {
  const challenge = await firstMessage(task, persona, modules, random, signal);
  return findTask(task.name).formatChallenge?.(challenge, task) ?? challenge;
}

async function firstMessage(
  task: Task,
  persona: Persona,
  { questioner }: TaskModules,
  random: Random,
  signal?: AbortSignal,
): Promise<string> {
  if (task.challengeType === "query") return task.query;
  if (task.challengeType === "paraphrase") return paraphrase(task.name, task.query, random);
  const text = await questioner.challenge({
    task: task.name,
    context: task.context,
    question: task.query,
    history: [],
    system: humanPrompt(task, persona),
    prompt: CHALLENGE_PROMPT,
    random,
    persona,
  }, signal);
  const challenge = questioner.generates ? cleanText(text, task.cleaning) : text;
  if (challenge.trim() === "") {
    throw new TaskError("no_text", `nothing was left of the challenge for ${task.name}`);
  }
  return challenge;
}
