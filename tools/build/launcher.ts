import { REST_OF_ENVIRONMENT } from "../../src/cli/startup/rest_of_environment.ts";

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
 *
 * It runs only what no other user could have put there: every folder down to the program belongs to this user or to
 * the owner of `/`, and nobody else can exchange it. What this user's own folder of an earlier time let others change
 * is unpacked again.
 */
export function launcher(options: LauncherOptions): string {
  const script = `#!/bin/sh
# sn1 ${options.version}: this file is a shell script with the program, packed, behind it.
# It unpacks itself once into a cache folder (SN1_CACHE, else XDG_CACHE_HOME, else ~/.cache).
set -eu
say() { printf 'sn1: %s\\n' "$1" >&2; exit 1; }
me=$(id -u)
top=$(stat -c %u / 2>/dev/null || echo 0)
# Prints the folders above $1 that another user could exchange: those of a third user, and those that others may
# write to unless they are sticky.
loose_above() {
  path=$1
  set --
  while [ "$path" != / ]; do
    path=\${path%/*}
    path=\${path:-/}
    set -- "$@" "$path"
  done
  find "$@" -prune ! \\( \\( -user "$me" -o -user "$top" \\) \\( -perm -1000 -o \\
    ! -perm -002 \\( ! -perm -020 -o -user "$top" -o -group "$(id -g)" \\) \\) \\) -print
}
# Whether $1 is a folder of this user or of the owner of / that nobody else may write to.
closed() {
  [ -n "$(find "$1" -prune -type d \\( -user "$me" -o -user "$top" \\) ! -perm -020 ! -perm -002 -print 2>/dev/null)" ]
}
mask=$(umask)
umask 077
home=\${HOME:-$(getent passwd "$me" 2>/dev/null | cut -d: -f6 || true)}
base=\${SN1_CACHE:-\${XDG_CACHE_HOME:-\${home:+$home/.cache}}}
[ -n "$base" ] || say "no home folder: set SN1_CACHE to a folder that can be written"
named=$base/sn1
mkdir -p "$named" 2>/dev/null && base=$(CDPATH= cd "$named" 2>/dev/null && pwd -P) ||
  say "cannot write to $named: set SN1_CACHE to a folder that can be written"
dir=$base/${options.id}
loose=$(loose_above "$base") || say "cannot read the folders above $base: set SN1_CACHE to a folder of your own"
[ -z "$loose" ] || say "another user can change $(printf '%s\\n' "$loose" | head -n 1): set SN1_CACHE to a folder of your own"
for path in "$base" "$dir" "$base/.deno"; do
  closed "$path" || { [ ! -e "$path" ] && [ ! -h "$path" ]; } && continue
  [ -O "$path" ] && [ ! -h "$path" ] && chmod go-w "$path" 2>/dev/null ||
    say "$path does not belong to you, or is not a folder: set SN1_CACHE to a folder of your own"
  # What others could write to is not run.
  if [ "$path" = "$base" ]; then rm -rf "$dir" "$base/.deno"; else rm -rf "$path"; fi
done
# Left by a launcher that was killed. Process ids tell only on the same machine and in the same namespace.
tag=
for old in "$base"/.unpack-*; do
  [ -d "$old" ] || continue
  [ -n "$tag" ] || tag=$(uname -n)-$(readlink /proc/self/ns/pid 2>/dev/null | tr -cd 0-9)
  case "$old" in
    */.unpack-"$tag"-[0-9]*-*)
      owner=\${old##*/.unpack-"$tag"-}
      kill -0 "\${owner%%-*}" 2>/dev/null || rm -rf "$old" 2>/dev/null || true
      ;;
    *) [ -z "$(find "$old" -prune -mmin +60 -print 2>/dev/null)" ] || rm -rf "$old" 2>/dev/null || true ;;
  esac
done
if [ ! -x "$dir/deno" ]; then
  [ -n "$tag" ] || tag=$(uname -n)-$(readlink /proc/self/ns/pid 2>/dev/null | tr -cd 0-9)
  unpacked=$(mktemp -d "$base/.unpack-$tag-$$-XXXXXX" 2>/dev/null) ||
    say "cannot write to $base: set SN1_CACHE to a folder that can be written"
  trap 'rm -rf "$unpacked"' EXIT
  trap 'exit 130' INT TERM HUP
  payload() { tail -c +@@OFFSET@@ "$0"; }
  if command -v sha256sum >/dev/null; then digest=$(payload | sha256sum)
  elif command -v shasum >/dev/null; then digest=$(payload | shasum -a 256)
  elif command -v openssl >/dev/null; then digest=$(payload | openssl dgst -sha256 -r)
  else say "sha256sum is missing: install coreutils"
  fi
  [ "\${digest%% *}" = ${options.sha256} ] || say "this file is damaged: its digest differs; get it again"
  # tar reports a full disk once per file.
  why=$(payload 2>/dev/null | tar -xzf - -C "$unpacked" 2>&1) || say "cannot unpack into $base: $(
    printf '%s\\n' "$why" | { grep -i 'space\\|quota' || echo "is the disk full?"; } | head -n 1
  )"
  # Somebody else may have been faster: then theirs is used.
  mv -T "$unpacked" "$dir" 2>/dev/null || { [ -x "$dir/deno" ] && closed "$dir"; } || say "cannot unpack into $dir"
  # Versions that nobody has started for two weeks and nobody is running go.
  # Other folders there, such as that of the models, are not the launcher's.
  find "$base" -mindepth 1 -maxdepth 1 -type d -mtime +14 -name '[0-9]*.[0-9]*.[0-9]*-*' 2>/dev/null | while read -r old; do
    for exe in /proc/[0-9]*/exe; do
      case "$(readlink "$exe" 2>/dev/null || true)" in "$old"/*) continue 2 ;; esac
    done
    rm -rf "$old"
  done
  trap - EXIT INT TERM HUP
  rm -rf "$unpacked"
fi
touch -c "$dir" 2>/dev/null || true
# The cache of compiled code; elsewhere when the unpacked program is another user's, as in an image.
DENO_DIR=$base/.deno
mkdir -p "$DENO_DIR" 2>/dev/null && [ -w "$DENO_DIR" ] || DENO_DIR=\${home:-/nonexistent}/.cache/sn1/.deno
# Names that are no identifiers, such as BT_PW_… of a key with a hyphen: some shells drop them. They go on by another
# way, never in arguments.
if [ -r /proc/$$/environ ]; then
  others() { tr '\\000\\n' '\\n\\000' </proc/$$/environ | LC_ALL=C grep -av '^[A-Za-z_][A-Za-z0-9_]*='; }
  if rest=$(others | tr '\\n\\000' '\\000\\n' | base64 | tr -d '\\n') && [ -n "$rest" ]; then
    export ${REST_OF_ENVIRONMENT}="$rest"
  fi
fi
umask "$mask"
# sn1 upgrade replaces the file itself, not a link to it.
export DENO_DIR DENO_NO_UPDATE_CHECK=1 SN1_SELF="$(readlink -f "$0")"
# The runtime forgets that SIGHUP was ignored at its start (nohup); the program sees this in its place.
while read -r name bits; do
  case "$name$bits" in SigIgn:*[13579bdf]) export SN1_HANGUP=ignore ;; esac
done 2>/dev/null </proc/self/status || true
exec "$dir/deno" run -q --no-prompt --cached-only --config "$dir/app/deno.json" -P=${options.permissions} \\
  "$dir/app/sn1.js" "$@"
exit 1
`;
  const offset = new TextEncoder().encode(script).length - "@@OFFSET@@".length + OFFSET_DIGITS + 1;
  return script.replace("@@OFFSET@@", String(offset).padStart(OFFSET_DIGITS, "0"));
}
