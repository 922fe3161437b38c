/**
 * The simple commands of a shell line as words: pipes, lists, redirections, assignments and comments are taken off.
 * Substitutions stay as they are written.
 */
export function shellCommands(line: string): string[][] {
  const commands: string[][] = [[]];
  let word: string | null = null;
  let skip = false;
  const end = () => {
    if (word !== null && !skip) commands.at(-1)!.push(word);
    if (word !== null) skip = false;
    word = null;
  };
  const text = line.replace(/\\\n\s*/g, " ").replace(/<<-?\s*(["']?)(\w+)\1[^]*?\n\2(\n|$)/g, "\n");
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === "'") {
      const close = text.indexOf("'", at + 1);
      word = (word ?? "") + text.slice(at + 1, close < 0 ? undefined : close);
      at = close < 0 ? text.length : close;
    } else if (char === '"') {
      word ??= "";
      for (at++; at < text.length && text[at] !== '"'; at++) {
        if (text[at] === "\\" && /["\\$`]/.test(text[at + 1] ?? "")) at++;
        word += text[at];
      }
    } else if (char === "\\") {
      word = (word ?? "") + (text[++at] ?? "");
    } else if (char === "$" && text[at + 1] === "(") {
      let depth = 0;
      const from = at;
      for (at++; at < text.length; at++) {
        if (text[at] === "(") depth++;
        else if (text[at] === ")" && --depth === 0) break;
      }
      const inner = text.slice(from + 2, at);
      word = (word ?? "") + `$(${inner})`;
      commands.unshift(...shellCommands(inner));
    } else if (char === "#" && word === null) {
      while (at < text.length && text[at] !== "\n") at++;
      at--;
    } else if (/[|;&\n()]/.test(char)) {
      if (char === "&" && /[<>]/.test(text[at - 1] ?? "")) continue;
      end();
      commands.push([]);
    } else if (/[<>]/.test(char)) {
      // A redirection: a number before it and the word after it are no arguments.
      if (word !== null && /^\d$/.test(word)) word = null;
      end();
      skip = true;
      if (text[at + 1] === char) at++;
      if (text[at + 1] === "&") {
        at += 2;
        skip = false;
      }
    } else if (/\s/.test(char)) end();
    else word = (word ?? "") + char;
  }
  end();
  return commands.map(withoutAssignments).filter((words) => words.length > 0);
}

const withoutAssignments = (words: string[]): string[] => {
  const first = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
  return first < 0 ? [] : words.slice(first);
};

/** Arguments of `sn1` in the simple commands of a line, also behind `sudo`, `exec` and the like. */
export function sn1Calls(line: string): string[][] {
  return shellCommands(line).flatMap((words) => {
    const at = words.findIndex((word) => /^(?:.*\/)?sn1$/.test(word));
    return at >= 0 && words.slice(0, at).every((word) => /^[\w./:=@-]+$/.test(word))
      ? [words.slice(at + 1)]
      : [];
  });
}
