/** Shells a script can be made for. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** One command as completion scripts need it. */
export interface CompletionWord {
  command: string;
  summary: string;
  verbs: string[];
  flags: { name: string; help: string; takesValue: boolean }[];
}

/**
 * A completion script.
 * @param shell one of {@link SHELLS}
 */
export function completionScript(shell: typeof SHELLS[number], words: readonly CompletionWord[]): string {
  return { bash, zsh, fish }[shell](words);
}

/** Text in single quotes for a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replace(/'/g, "'\\''")}'`;
}

function bash(words: readonly CompletionWord[]): string {
  const cases = words.map((w) =>
    `    ${w.command}) words=${
      quoted([...w.verbs, ...w.flags.map((f) => `--${f.name}`), "--help"].join(" "))
    } ;;`
  );
  return `# bash completion for sn1
_sn1() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words
  if [ "$COMP_CWORD" -eq 1 ]; then
    words=${quoted(words.map((w) => w.command).join(" ") + " --help --version")}
  else
    case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
      *) words="" ;;
    esac
  fi
  if [ -n "$words" ]; then COMPREPLY=($(compgen -W "$words" -- "$current")); fi
}
complete -o default -F _sn1 sn1
`;
}

function zsh(words: readonly CompletionWord[]): string {
  const escape = (text: string) => text.replace(/[:[\]]/g, (c) => `\\${c}`);
  const commands = words.map((w) => `    ${quoted(`${w.command}:${escape(w.summary)}`)}`);
  const cases = words.map((w) => {
    const flags = w.flags.map((f) => quoted(`--${f.name}${f.takesValue ? "=" : ""}[${escape(f.help)}]`));
    const verbs = w.verbs.length > 0 ? [quoted(`1:verb:(${w.verbs.join(" ")})`)] : [];
    return `    ${w.command}) _arguments ${[...verbs, ...flags, quoted("*:file:_files")].join(" ")} ;;`;
  });
  return `#compdef sn1
_sn1() {
  local -a commands
  commands=(
${commands.join("\n")}
  )
  if (( CURRENT == 2 )); then _describe command commands; return; fi
  local name="$words[2]"
  shift words
  (( CURRENT-- ))
  case "$name" in
${cases.join("\n")}
  esac
}
_sn1 "$@"
`;
}

function fish(words: readonly CompletionWord[]): string {
  const lines = ["# fish completion for sn1"];
  for (const w of words) {
    const inside = `-n '__fish_seen_subcommand_from ${w.command}'`;
    lines.push(`complete -c sn1 -n __fish_use_subcommand -f -a ${w.command} -d ${quoted(w.summary)}`);
    if (w.verbs.length > 0) lines.push(`complete -c sn1 ${inside} -f -a ${quoted(w.verbs.join(" "))}`);
    for (const f of w.flags) {
      lines.push(`complete -c sn1 ${inside} -l ${f.name}${f.takesValue ? " -r" : ""} -d ${quoted(f.help)}`);
    }
  }
  return lines.join("\n") + "\n";
}
