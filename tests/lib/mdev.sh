# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# vGPUs that mdevctl and libvirt make, for parts of tests in L1. A FILE is below the mediated device.

# mdevctl_attr UUID 'FILE VALUE': one more of the files that mdevctl sets, in their order.
mdevctl_attr()
{
	mdevctl modify --uuid "$1" --addattr="${2% *}" --value="${2#* }"
}

# mdev_has UUID 'FILE VALUE'...: each of these files has that value.
mdev_has()
{
	local dir=/sys/bus/mdev/devices/$1 attr have
	shift

	for attr; do
		have=$(cat "$dir/${attr% *}") || return
		[ "$have" = "${attr#* }" ] || { echo "${attr% *} is $have, not ${attr#* }"; return 1; }
	done
}
