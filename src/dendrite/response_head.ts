import { stripControl, truncate } from "../text/mod.ts";
import { type HeaderPairs, parseSynapseHeaders } from "../protocol/mod.ts";
import { RefusedAnswer } from "./refused_answer.ts";

/** Characters of a status message that are kept. */
export const MAX_STATUS_MESSAGE = 256;

/** What the head of a response says. */
export interface ResponseHead {
  /** 200 only when both the HTTP status and `bt_header_axon_status_code` are 200. */
  statusCode: number;
  /** One line without control characters; empty when the axon sent none. */
  statusMessage: string;
}

/**
 * Reads the head of a response (docs/spec/wire.md#16-successful-response,
 * docs/spec/wire.md#56-merging-the-response-into-the-synapse).
 * @param status HTTP status
 * @throws RefusedAnswer for redirects, content encodings, unreadable headers and a 200 without the axon's own status
 */
export function readHead(status: number, pairs: HeaderPairs): ResponseHead {
  if (status >= 300 && status < 400) throw new RefusedAnswer(`redirect (${status}) refused`);
  const list = [...pairs];
  for (const [name, value] of list) {
    if (name.toLowerCase() === "content-encoding" && value.trim().toLowerCase() !== "identity") {
      throw new RefusedAnswer(`content encoding ${tidyMessage(value)} refused`);
    }
  }
  const { axon } = parse(list, status);
  const said = axon.statusCode;
  const statusMessage = tidyMessage(axon.statusMessage ?? "");
  if (status !== 200) {
    return { statusCode: said === undefined || said === 200 ? status : inRange(said), statusMessage };
  }
  if (said === undefined) throw new RefusedAnswer("no bt_header_axon_status_code in the response");
  return { statusCode: inRange(said), statusMessage };
}

/** Bad headers beside an HTTP error are part of that error. */
function parse(list: readonly (readonly [string, string])[], status: number) {
  try {
    return parseSynapseHeaders(list);
  } catch (error) {
    if (status !== 200) return { axon: {} as { statusCode?: number; statusMessage?: string } };
    throw error;
  }
}

function inRange(code: number): number {
  if (code < 100 || code > 599) throw new RefusedAnswer(`bt_header_axon_status_code ${code} is no status`);
  return code;
}

/** A stranger's text as one short line. */
export function tidyMessage(text: string): string {
  return truncate(stripControl(text, true), MAX_STATUS_MESSAGE);
}
