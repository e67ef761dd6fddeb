#!/usr/bin/env bash
# Swift 6 where the machine has none: Debian trixie's, in a folder of its own on a Debian machine. Needs root.
#   chroot.sh install FOLDER                     makes it; in no time where it is there
#   chroot.sh run FOLDER SHOWN… -- COMMAND…      runs a command in it that sees each folder SHOWN where it is here, in the
#                                                same working folder and with the variables USALAMA_…, GLIBC_TUNABLES
set -euo pipefail

say() { echo "swift: $*" >&2; exit 1; }
[ "$(id -u)" = 0 ] || say "installing Debian's Swift needs root; else put a swift (6.0 or newer) on PATH"
verb=${1:?} root=${2:?}
shift 2

install() {
    [ ! -e "$root/.ready" ] || return 0
    [ -e /etc/debian_version ] || say "this is no Debian: put a swift (6.0 or newer) on PATH"
    command -v debootstrap >/dev/null || { apt-get update -q; apt-get install -y -q --no-install-recommends debootstrap; }
    # The mirror that this machine uses.
    local mirror
    mirror=$(sed -n 's/^URIs: *//p' /etc/apt/sources.list.d/*.sources 2>/dev/null | head -n 1 || true)
    [ -n "$mirror" ] || mirror=$(sed -nE 's/^deb (\[[^]]*\] )?([^ ]+) .*/\2/p' /etc/apt/sources.list 2>/dev/null | head -n 1 || true)
    [ -n "$mirror" ] || say "the settings of apt name no mirror"
    # What an attempt that broke off left is no beginning.
    rm -rf --one-file-system "$root"
    mkdir -p "$root"
    debootstrap --variant=minbase --include=ca-certificates trixie "$root" "$mirror"
    # So that apt works there as it does here.
    cp /etc/resolv.conf /etc/hosts "$root/etc/"
    cp /etc/apt/apt.conf.d/99* "$root/etc/apt/apt.conf.d/" 2>/dev/null || true
    inside apt-get update -q
    inside env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends swiftlang libc6-dev libstdc++-14-dev
    inside apt-get clean
    inside swiftc --version
    touch "$root/.ready"
}

# In mounts of its own, which end with it.
inside() {
    unshare --mount sh -euc '
        root=$0
        mount -t proc proc "$root/proc"
        mount --rbind /dev "$root/dev"
        while [ "$1" != -- ]; do
            mkdir -p "$root$1"
            mount --bind "$1" "$root$1"
            shift
        done
        shift
        exec chroot "$root" "$@"' "$root" "${shown[@]}" -- "${bare[@]}" "$@"
}

shown=() bare=(env PATH=/usr/libexec/swift/bin:/usr/sbin:/usr/bin:/sbin:/bin LD_LIBRARY_PATH= LANG=C.UTF-8 HOME=/root)
case $verb in
install) install ;;
run)
    while [ "$1" != -- ]; do shown+=("$1"); shift; done
    shift
    while IFS= read -r variable; do bare+=("$variable"); done < <(env | grep -E '^(USALAMA_[A-Z_]+|GLIBC_TUNABLES)=')
    inside sh -c 'cd "$0" && exec "$@"' "$PWD" "$@" ;;
*) say "install or run" ;;
esac
