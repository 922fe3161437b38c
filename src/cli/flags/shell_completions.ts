/** Shells a script can be made for. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** A flag as completion scripts need it. */
export interface CompletionFlag {
  name: string;
  help: string;
  takesValue: boolean;
  /** Its value is one of these; empty = anything. */
  choices: string[];
  /** Its value is a file or a folder. */
  path: boolean;
}

/** One command as completion scripts need it. */
export interface CompletionWord {
  command: string;
  summary: string;
  verbs: { name: string; help: string }[];
  flags: CompletionFlag[];
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

/** All flags that take a value, by name: a name means the same everywhere but for its choices. */
function byName(words: readonly CompletionWord[]): Map<string, CompletionFlag> {
  return new Map(words.flatMap(({ flags }) => flags).filter((f) => f.takesValue).map((f) => [f.name, f]));
}

function bash(words: readonly CompletionWord[]): string {
  const commands = words.map((w) => {
    const all = [...w.flags.map((f) => `--${f.name}`), "--help"].join(" ");
    return `    ${w.command}) verbs=${quoted(w.verbs.map((v) => v.name).join(" "))} flags=${quoted(all)} ;;`;
  });
  const values = [...byName(words).values()].map((f) =>
    `    --${f.name}) ${
      f.choices.length > 0 ? `values=${quoted(f.choices.join(" "))}` : f.path ? "path=1" : "free=1"
    } ;;`
  );
  return `# bash completion for sn1
_sn1() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local verbs= flags= values= path= free=
  COMPREPLY=()
  # The shell takes --flag=value for three words.
  if [ "$current" = "=" ]; then current=""; elif [ "$previous" = "=" ]; then previous="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W ${
    quoted(words.map((w) => w.command).join(" ") + " --help --version")
  } -- "$current"))
    return
  fi
  case "$previous" in
${values.join("\n")}
  esac
  if [ -n "$values" ]; then COMPREPLY=($(compgen -W "$values" -- "$current")); return; fi
  if [ -n "$path" ]; then COMPREPLY=($(compgen -f -- "$current")); return; fi
  if [ -n "$free" ] && [ "\${current#-}" = "$current" ]; then return; fi
  case "\${COMP_WORDS[1]}" in
${commands.join("\n")}
  esac
  if [ "$COMP_CWORD" -eq 2 ] && [ -n "$verbs" ] && [ "\${current#-}" = "$current" ]; then
    COMPREPLY=($(compgen -W "$verbs" -- "$current"))
  else
    COMPREPLY=($(compgen -W "$flags" -- "$current"))
  fi
}
complete -o filenames -o bashdefault -F _sn1 sn1
`;
}

function zsh(words: readonly CompletionWord[]): string {
  const escape = (text: string) => text.replace(/[:[\]\\]/g, (c) => `\\${c}`);
  const commands = words.map((w) => `    ${quoted(`${w.command}:${escape(w.summary)}`)}`);
  const value = (f: CompletionFlag) =>
    f.choices.length > 0 ? `:value:(${f.choices.join(" ")})` : f.path ? ":path:_files" : ":value: ";
  const cases = words.map((w) => {
    const flags = w.flags.map((f) =>
      quoted(`--${f.name}${f.takesValue ? "=" : ""}[${escape(f.help)}]${f.takesValue ? value(f) : ""}`)
    );
    const verbs = w.verbs.map((v) => `${v.name}\\:${quoted(escape(v.help)).replace(/'/g, '"')}`).join(" ");
    const first = w.verbs.length > 0 ? [quoted(`1:verb:((${verbs}))`)] : [];
    return `    ${w.command}) _arguments ${
      [...first, ...flags, quoted("--help[show help]"), quoted("*: : ")].join(" ")
    } ;;`;
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
# Found through fpath the file itself is the function; read in with source it only makes it known.
if [ "$funcstack[1]" = "_sn1" ]; then _sn1 "$@"; else compdef _sn1 sn1; fi
`;
}

function fish(words: readonly CompletionWord[]): string {
  const lines = ["# fish completion for sn1", "complete -c sn1 -f"];
  for (const w of words) {
    const inside = `-n '__fish_seen_subcommand_from ${w.command}'`;
    lines.push(`complete -c sn1 -n __fish_use_subcommand -a ${w.command} -d ${quoted(w.summary)}`);
    const verbs = w.verbs.map((v) => v.name).join(" ");
    for (const v of w.verbs) {
      const unset =
        `-n '__fish_seen_subcommand_from ${w.command}; and not __fish_seen_subcommand_from ${verbs}'`;
      lines.push(`complete -c sn1 ${unset} -a ${v.name} -d ${quoted(v.help)}`);
    }
    for (const f of w.flags) {
      const value = !f.takesValue
        ? ""
        : f.choices.length > 0
        ? ` -x -a ${quoted(f.choices.join(" "))}`
        : f.path
        ? " -r -F"
        : " -x";
      lines.push(`complete -c sn1 ${inside} -l ${f.name}${value} -d ${quoted(f.help)}`);
    }
  }
  return lines.join("\n") + "\n";
}
