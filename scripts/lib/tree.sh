# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Run commands in a Debian tree that was made by apt_tree, and leave the tree as it was.

# tree_run TREE OVER COMMAND...: runs the command as root of TREE. What it writes is in the folder
# OVER/upper, as a layer above TREE, which the next run with the same OVER finds. The network is
# not reached. All that is mounted goes with the command, in whatever way it ends.
tree_run()
{
	local tree=$1 over=$2
	shift 2

	mkdir -p "$over"/{upper,work,root}
	# shellcheck disable=SC2016 # for the inner bash
	env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
			${SOURCE_DATE_EPOCH:+SOURCE_DATE_EPOCH="$SOURCE_DATE_EPOCH"} \
		unshare --mount --net --pid --fork --kill-child bash -euc '
		tree=$1 over=$2
		shift 2
		mount -t overlay -o "lowerdir=$tree,upperdir=$over/upper,workdir=$over/work" vgt "$over/root"
		mount -t proc proc "$over/root/proc"
		mount -t tmpfs tmpfs "$over/root/tmp"
		mount --rbind /dev "$over/root/dev"
		exec chroot "$over/root" "$@"
	' tree "$tree" "$over" "$@" </dev/null
}

# tree_image TREE OVER FILE MIB: an ext4 image of TREE with the layer OVER/upper.
tree_image()
{
	mkdir -p "$2"/{upper,work,root}
	# shellcheck disable=SC2016 # for the inner bash
	unshare --mount bash -euc '
		mount -t overlay -o "lowerdir=$1,upperdir=$2/upper,workdir=$2/work" vgt "$2/root"
		mke2fs -q -t ext4 -d "$2/root" "$3" "$4M" >&2
	' tree_image "$@"
}
