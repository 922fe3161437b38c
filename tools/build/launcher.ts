/** What the launcher of the portable build must know. */
export interface LauncherOptions {
  version: string;
  /** Names the unpacked folder: first characters of the payload's digest. */
  id: string;
  /** SHA-256 of the payload, hex. */
  sha256: string;
  /** Name of the permission set. */
  permissions: string;
}

/** Width of the line that holds the payload's offset, so that the header's length does not depend on it. */
const OFFSET_DIGITS = 8;

/**
 * The shell script in front of the payload (a tar.gz with `deno` and `app/`). It unpacks beside its place and
 * renames, so that a broken or concurrent first run leaves nothing half done, and then runs what it unpacked.
 */
export function launcher(options: LauncherOptions): string {
  const script = `#!/bin/sh
# sn1 ${options.version}: this file is a shell script with the program, packed, behind it.
# It unpacks itself once into a cache folder (SN1_CACHE, else XDG_CACHE_HOME, else ~/.cache).
set -eu
say() { printf 'sn1: %s\\n' "$1" >&2; exit 1; }
home=\${HOME:-$(getent passwd "$(id -u)" 2>/dev/null | cut -d: -f6 || true)}
base=\${SN1_CACHE:-\${XDG_CACHE_HOME:-\${home:+$home/.cache}}}
[ -n "$base" ] || say "no home folder: set SN1_CACHE to a folder that can be written"
base=$base/sn1
dir=$base/${options.id}
if [ ! -x "$dir/deno" ]; then
  mkdir -p "$base" 2>/dev/null && unpacked=$(mktemp -d "$base/.unpack-XXXXXX" 2>/dev/null) ||
    say "cannot write to $base: set SN1_CACHE to a folder that can be written"
  trap 'rm -rf "$unpacked"' EXIT
  trap 'exit 130' INT TERM HUP
  payload() { tail -c +@@OFFSET@@ "$0"; }
  if command -v sha256sum >/dev/null; then
    [ "$(payload | sha256sum | cut -d' ' -f1)" = ${options.sha256} ] || say "this file is damaged: its digest differs"
  fi
  payload | tar -xzf - -C "$unpacked" || say "cannot unpack into $base: is the disk full?"
  # Somebody else may have been faster: then theirs is used.
  mv -T "$unpacked" "$dir" 2>/dev/null || [ -x "$dir/deno" ] || say "cannot unpack into $dir"
  # Versions that nobody has started for two weeks and nobody is running go.
  # Other folders there, such as that of the models, are not the launcher's.
  find "$base" -mindepth 1 -maxdepth 1 -type d -mtime +14 \\( -name '[0-9]*.[0-9]*.[0-9]*-*' -o -name '.unpack-*' \\) 2>/dev/null | while read -r old; do
    for exe in /proc/[0-9]*/exe; do
      case "$(readlink "$exe" 2>/dev/null || true)" in "$old"/*) continue 2 ;; esac
    done
    rm -rf "$old"
  done
  trap - EXIT INT TERM HUP
  rm -rf "$unpacked"
fi
touch -c "$dir" 2>/dev/null || true
# sn1 upgrade replaces the file itself, not a link to it.
export DENO_DIR="$base/.deno" DENO_NO_UPDATE_CHECK=1 SN1_SELF="$(readlink -f "$0")"
exec "$dir/deno" run -q --no-prompt --cached-only --config "$dir/app/deno.json" -P=${options.permissions} \\
  "$dir/app/sn1.js" "$@"
exit 1
`;
  const offset = new TextEncoder().encode(script).length - "@@OFFSET@@".length + OFFSET_DIGITS + 1;
  return script.replace("@@OFFSET@@", String(offset).padStart(OFFSET_DIGITS, "0"));
}
