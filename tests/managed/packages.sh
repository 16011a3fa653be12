# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# vgt-dkms is upgraded, removed and purged while a guest works on a vGPU, for the part in L1. A newer
# package is in /root; its module is made by ./make.
# shellcheck source=../lib/newer.sh
. "${here:?}/../lib/newer.sh"
export DEBIAN_FRONTEND=noninteractive

# apt_says TEXT WORD...: apt-get does it, and one line of what is printed has the text. dpkg gets a PATH
# of apt's own, which does not have ./make.
apt_says()
{
	local text=$1 said
	shift

	said=$(apt-get -y --no-install-recommends -o "DPkg::Path=/usr/local/bin:$PATH" "$@" 2>&1) ||
		{ echo "$said"; return 1; }
	[ "$(grep -cF "$text" <<<"$said")" = 1 ] || { echo "$said"; return 1; }
}

loaded_is()
{
	[ "$(</sys/module/vgt/version)" = "$1" ]
}

installed_is()
{
	[ "$(modinfo -F version vgt)" = "$1" ]
}

# worker_starts UUID: a domain whose guest works on that vGPU until the domain is destroyed.
worker_starts()
{
	domain_define worker "$1" vgt.rounds && domain_start worker && domain_says worker 'in-l2: round 1'
}

not_unloaded()
{
	local said

	! said=$(rmmod vgt 2>&1) || { echo 'it was unloaded'; return 1; }
	grep -q 'in use' <<<"$said" || { echo "$said"; return 1; }
}

# reload COMMAND: the module is loaded anew, and within a minute the command succeeds.
reload()
{
	local said i

	rmmod vgt && modprobe vgt || return
	for i in {1..60}; do
		said=$("$1" 2>&1) && return
		sleep 1
	done
	echo "after $i s: $said"
	return 1
}

# upgrade_in_use UUID COMMAND: the command tells whether the vGPUs that are to start by themselves are
# there.
upgrade_in_use()
{
	local old new

	old=$(</sys/module/vgt/version)
	new=$(newer_than "$old")
	result 'upgrade: a guest works' worker_starts "$1" || return
	result 'upgrade: to a newer package; one line says that the old module stays' \
		apt_says "vgt-dkms: vgt $old is loaded, and stays" install /root/vgt-dkms_"$new"_all.deb
	result 'upgrade: the newer module is installed' installed_is "$new"
	result 'upgrade: the old one is loaded' loaded_is "$old"
	result 'upgrade: the guest works on' domain_works_on worker
	result 'upgrade: vgt cannot be unloaded while it does' not_unloaded
	result 'upgrade: the guest is ended' virsh destroy worker
	result 'upgrade: loaded anew, its vGPUs are there' reload "$2"
	result 'upgrade: the newer module is loaded' loaded_is "$new"
}

nothing_installed()
{
	local left

	left=$(modinfo -F filename vgt 2>/dev/null; dkms status -m vgt
		ls -d /usr/src/vgt-* /var/lib/vgt /usr/lib/vgt /usr/lib/mod*.d/vgt.conf 2>/dev/null)
	[ -z "$left" ] || { echo "$left"; return 1; }
}

# removal_in_use UUID: of a vGPU that there is not. Afterwards vgt is not loaded.
removal_in_use()
{
	local old

	old=$(</sys/module/vgt/version)
	vgtctl create --uuid "$1" V5_4 >/dev/null &&
		echo copy >"/sys/bus/mdev/devices/$1/intel_vgpu/display"
	result 'removal: a guest works' worker_starts "$1" || return
	result 'removal: one line says that the module stays' \
		apt_says "vgt-dkms: vgt $old is loaded, and stays" remove vgt-dkms
	result 'removal: the guest works on' domain_works_on worker
	result 'removal: purged' apt-get -y purge vgt-dkms vgt-tools vgt-doc
	result 'removal: nothing is left of it' nothing_installed
	result 'removal: the guest works on' domain_works_on worker
	result 'removal: vgt cannot be unloaded while it does' not_unloaded
	result 'removal: the guest is ended' virsh destroy worker
	result 'removal: vgt is unloaded, with its vGPU' rmmod vgt
}
