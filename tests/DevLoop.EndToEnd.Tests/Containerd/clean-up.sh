#!/bin/bash
# clean-up.sh FOLDER: removes what containerd leaves outside its namespaces once it has ended: the bridge, the cgroups, the
# folder. The names of the first two come from the folder's, so what a killed run left can be cleaned up later.
set -u
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
folder=$1
name=$(basename "$folder")
bridge=devloop-${name##*-}

if [ -e "/sys/class/net/$bridge" ]; then
    for port in "/sys/class/net/$bridge/brif"/*; do
        [ -e "$port" ] && ip link delete "$(basename "$port")" 2>/dev/null
    done
    ip link delete "$bridge" 2>/dev/null
fi

for cgroup in "/sys/fs/cgroup/$name" "/sys/fs/cgroup"/*/"$name"; do
    [ -d "$cgroup" ] && find "$cgroup" -depth -type d -exec rmdir {} \; 2>/dev/null
done

rm -rf "$folder"
