#!/usr/bin/env bash
# Gets Deno and the packages of the lock file, and builds ./sn1. Run it as often as you like.
#
#   bash install.sh               everything
#   bash install.sh --deno-only   only finds or installs Deno and prints the folder it lies in
#
# SN1_HOME   where Deno is put when it is missing; default ~/.sn1
set -euo pipefail

DENO_VERSION=2.9.6
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

# npm brings the program itself; its path is asked from it, since it differs between platforms.
deno_from_npm() {
  note "installing Deno $DENO_VERSION with npm into $SN1_HOME/deno"
  mkdir -p "$SN1_HOME/deno" "$BIN"
  npm install --prefix "$SN1_HOME/deno" --no-audit --no-fund --no-save --no-update-notifier --loglevel=error "deno@$DENO_VERSION" >&2 || return 1
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
