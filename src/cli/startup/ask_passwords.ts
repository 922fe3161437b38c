import {
  askedPassword,
  environmentPasswords,
  firstOf,
  passwordFile,
  type PasswordSource,
} from "../../wallet/mod.ts";
import { askLine, canAsk } from "../terminal/terminal.ts";

/**
 * Where passwords of key files come from: `--password-file`, the environment, the terminal.
 * @param file value of `--password-file`
 */
export function passwordSource(file: string | undefined): PasswordSource {
  const sources: PasswordSource[] = [];
  if (file) sources.push(passwordFile(file));
  sources.push(environmentPasswords(Deno.env.toObject()));
  sources.push(askedPassword(({ path }, attempt) => {
    if (!canAsk()) return Promise.resolve(undefined);
    const again = attempt > 0 ? "wrong password, again " : "password ";
    return Promise.resolve(askLine(`${again}for ${path}: `, "--password-file", true));
  }));
  return firstOf(...sources);
}
