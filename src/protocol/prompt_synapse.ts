import { z } from "zod";
import { defineSynapse, type Synapse } from "./synapse.ts";
import { PING_NAME, type Prompt, SYNAPSE_NAME } from "./types.ts";

/** Messages a prompt may have; SN1's conversations have fewer than ten. */
export const MAX_MESSAGES = 256;

function texts(field: string) {
  return z.array(z.string("holds something that is not a text"), `${field} is not a list`)
    .max(MAX_MESSAGES, `more than ${MAX_MESSAGES} entries`);
}

/** SN1's synapse: a conversation, answered as a stream of text (docs/spec/wire.md#14-json-request-body). */
export const PROMPT_SYNAPSE: Synapse<Prompt, { completion: string }> = defineSynapse({
  name: SYNAPSE_NAME,
  request: z.object({ roles: texts("roles"), messages: texts("messages") }),
  hashFields: ["messages"],
  stream: true,
  check({ roles, messages }) {
    if (messages.length === 0) return "there are no messages";
    return roles.length === messages.length ? null : `${roles.length} roles but ${messages.length} messages`;
  },
});

/**
 * The base synapse, the "ping" that every axon answers with itself
 * (docs/spec/wire.md#11-transport-and-routes).
 */
export const PING_SYNAPSE: Synapse<Record<string, never>, Record<string, never>> = defineSynapse({
  name: PING_NAME,
  request: z.object({}),
  response: z.object({}),
  hashFields: [],
});
