import type { Prompt } from "../protocol/mod.ts";
import { invalid } from "./api_refused.ts";

/** One message of a request, its content as one text. */
export interface ChatMessage {
  role: "system" | "developer" | "user" | "assistant";
  content: string;
}

/** Between texts that become one message. */
const GAP = "\n\n";

/**
 * A chat as subnet 1 knows conversations: roles alternate user, assistant, user … and the user speaks last
 * (docs/spec/domain.md#61-protocol-object). Miners never see another role, so a system text is put before
 * the next thing the user says, and neighbors of one role become one message. That is also what keeps
 * users' requests from looking unlike a validator's own.
 * @throws ApiRefused 400 when no user speaks first or last
 */
export function toPrompt(messages: readonly ChatMessage[]): Prompt {
  const roles: string[] = [];
  const texts: string[] = [];
  let instructions = "";
  for (const [i, { role, content }] of messages.entries()) {
    const text = content.toWellFormed();
    if (role === "system" || role === "developer") {
      instructions = join(instructions, text);
      continue;
    }
    if (role === "assistant" && roles.length === 0) {
      throw invalid("The first message after system messages must be the user's.", `messages[${i}].role`);
    }
    const whole = role === "user" ? join(instructions, text) : text;
    if (role === "user") instructions = "";
    if (roles.at(-1) === role) texts.push(join(texts.pop()!, whole));
    else {
      roles.push(role);
      texts.push(whole);
    }
  }
  const last = `messages[${messages.length - 1}]`;
  if (roles.at(-1) !== "user" || instructions !== "") {
    throw invalid("The last message must be the user's.", `${last}.role`);
  }
  if (texts.at(-1)!.trim() === "") throw invalid("The last message says nothing.", `${last}.content`);
  return { roles, messages: texts };
}

function join(before: string, text: string): string {
  return before === "" || text === "" ? before + text : before + GAP + text;
}
