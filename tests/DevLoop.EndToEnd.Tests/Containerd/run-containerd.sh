#!/bin/bash
# run-containerd.sh FOLDER: runs containerd, with FOLDER/config.toml, for as long as standard input stays open.
#
# containerd, its shims and its containers live in a process namespace and a mount namespace of their own, so the kernel ends
# all of them, and every mount, with the first process of the namespace, however the owner of standard input ended. /run and
# /var/lib are empty there, in memory: the machine's own containerd, its CNI state and its network namespaces are out of reach.
set -u
here=$(cd "$(dirname "$0")" && pwd)
folder=$1

if [ "${2-}" = inside ]; then
    mount -t tmpfs -o mode=755 tmpfs /run && mount -t tmpfs -o mode=755 tmpfs /var/lib && mkdir /run/containerd || exit 1
    cat <&0 >/dev/null &
    containerd --config "$folder/config.toml" 2>&1 &
    wait -n
    exit
fi

PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
unshare --mount --pid --fork --kill-child --mount-proc bash "$here/run-containerd.sh" "$folder" inside
bash "$here/clean-up.sh" "$folder"
