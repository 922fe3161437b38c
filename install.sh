#!/usr/bin/env bash
# Gets Deno and the packages of the lock file, and builds ./sn1. Run it as often as you like.
#
#   bash install.sh               everything
#   bash install.sh --deno-only   only finds or installs Deno and prints the folder it lies in
#
# SN1_HOME   where Deno is put when it is missing; default ~/.sn1
set -euo pipefail

DENO_VERSION=2.9.6
# Digests of the packages that hold this version of Deno: the starter, then one per platform.
DENO_DIGESTS="
deno sha512-cr16GxYiUeH1juNvFTMOxt99V5QRVmANfy5UsZvE5hjC6P/o4Op/MBbRhLeBOL8WJpV6tr9hb+Kjb1MW0nEoVg==
@deno/linux-x64-glibc sha512-3md4TKLCuzsLDmfOoC5KN7NAZaxSVkMgm64vg6foD00JBADCpYS2/5QqXfzgnP5ZQz3iLP9vBQJtEgc116OAoQ==
@deno/linux-arm64-glibc sha512-poqhoH9B3nYloigEMPT5t8HY+wBeiuea1An5Q7fqgJzP0SYmWsoS/oUnWO/pEiA4ofzIBy1Elt/in58xKtxEoQ==
@deno/darwin-x64 sha512-tPi3CWPRdjW1MaWlvWjORE7Ass5SADdWdj1BF1Q1PEdzi+5u/mC5YhmZzniMiPr81PpaFeqjXaLAsfb8lFsZ0Q==
@deno/darwin-arm64 sha512-V8uO1Aolrl/yvdMb5lOtgtigs8YuZBjrOrgviVMiYkQ0swymFfzkae1wZak4Xi24t7vf7d/eiMb/7ryjjVm+tg==
"
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
SN1_HOME=${SN1_HOME:-${HOME:?set HOME or SN1_HOME to a folder that can be written}/.sn1}
BIN=$SN1_HOME/deno/bin

note() { printf '%s\n' "$*" >&2; }
die() {
  printf 'install.sh: %s\n' "$@" >&2
  exit 1
}
has() { command -v "$1" >/dev/null 2>&1; }
# True when $1 is the Deno this project is pinned to.
is_pinned() { [ -x "$1" ] && [ "$("$1" --version 2>/dev/null | sed -n 's/^deno \([0-9.]*\).*/\1/p')" = "$DENO_VERSION" ]; }

find_deno() {
  local candidate
  for candidate in "$(command -v deno || true)" "$BIN/deno" "${HOME:-}/.deno/bin/deno"; do
    if is_pinned "$candidate"; then
      printf '%s' "$candidate"
      return
    fi
  done
  return 1
}

# npm notes the digest of each package it unpacked; the packages of Deno must have the digests pinned above.
has_pinned_digests() {
  local lock=$1 name digest found known=no
  [ -r "$lock" ] || return 1
  while read -r name digest; do
    [ -n "$name" ] || continue
    found=$(sed -n "\|\"node_modules/$name\":|,/}/s/.*\"integrity\": *\"\([^\"]*\)\".*/\1/p" "$lock")
    if [ -z "$found" ]; then continue; fi
    if [ "$found" != "$digest" ]; then return 1; fi
    known="$known $name"
  done <<<"$DENO_DIGESTS"
  case "$known" in *" deno"*" @deno/"*) ;; *) return 1 ;; esac
}

# npm brings the program itself; its path is asked from it, since it differs between platforms.
deno_from_npm() {
  note "installing Deno $DENO_VERSION with npm into $SN1_HOME/deno"
  mkdir -p "$SN1_HOME/deno" "$BIN"
  npm install --prefix "$SN1_HOME/deno" --no-audit --no-fund --no-save --no-update-notifier --loglevel=error --ignore-scripts "deno@$DENO_VERSION" >&2 || return 1
  has_pinned_digests "$SN1_HOME/deno/node_modules/.package-lock.json" ||
    die "the packages of Deno $DENO_VERSION do not have the digests that install.sh pins; nothing of them was run." \
      "Remove $SN1_HOME/deno and run this again; if it stays so, do not trust this registry."
  (cd "$SN1_HOME/deno/node_modules/deno" && node ./install.cjs >&2) || return 1
  local real
  real=$("$SN1_HOME/deno/node_modules/.bin/deno" eval 'console.log(Deno.execPath())') || return 1
  ln -sf "$real" "$BIN/deno"
}

deno_from_installer() {
  note "installing Deno $DENO_VERSION with its own installer into $SN1_HOME/deno"
  local script
  script=$(curl -fsSL --max-time 60 https://deno.land/install.sh) || return 1
  DENO_INSTALL="$SN1_HOME/deno" sh -c "$script" sh --yes --no-modify-path "v$DENO_VERSION" </dev/null >&2
}

get_deno() {
  find_deno && return
  if has npm && deno_from_npm && is_pinned "$BIN/deno"; then
    printf '%s' "$BIN/deno"
  elif has curl && { has unzip || has 7z; } && deno_from_installer && is_pinned "$BIN/deno"; then
    printf '%s' "$BIN/deno"
  elif has npm || { has curl && { has unzip || has 7z; }; }; then
    die "Deno $DENO_VERSION could not be fetched: see above. With a network, run this again;" \
      "without one, put deno $DENO_VERSION on PATH or at $BIN/deno."
  else
    die "Deno $DENO_VERSION is missing, and so is what could fetch it: npm, or curl with unzip." \
      "On Debian and Ubuntu:  sudo apt-get install -y curl unzip    then run this again."
  fi
}

ON_PATH=$(command -v deno || true)
DENO=$(get_deno)
if [ "${1:-}" = --deno-only ]; then
  dirname "$DENO"
  exit
fi
[ $# -eq 0 ] || die "unknown argument $1; known: --deno-only"

cd "$HERE"
export PATH="$(dirname "$DENO"):$PATH" ONNXRUNTIME_NODE_INSTALL=skip DENO_NO_UPDATE_CHECK=1
note "Deno $DENO_VERSION: $DENO"
note "installing packages from deno.lock"
deno ci --quiet >&2 || die "the packages of deno.lock could not be installed: see above; a network is needed the first time"

note "building ./sn1"
form="compiled (deno compile)"
if ! deno task --quiet build >&2; then
  note "building the portable form instead"
  deno task --quiet build:portable >&2 || die "no form of ./sn1 could be built: see above"
  form="portable (one self-unpacking file; deno compile could not fetch its base here)"
fi
version=$(./sn1 --version) || die "./sn1 was built but does not run: see above"

echo "sn1 $version is ready: ./sn1, $form"
echo "Try it:  ./sn1 demo"
if [ "$ON_PATH" != "$DENO" ]; then
  echo "Deno is not on your PATH; to run the tests and tasks, first:"
  echo "export PATH=\"$(dirname "$DENO"):\$PATH\""
fi
