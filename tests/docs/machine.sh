# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What the blocks of commands find on a machine with vgt, see CONTRIBUTING.md, and what is taken
# away after each. vgtctl is in PATH.
doc_machine_here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
# shellcheck source=../tools/sysfs.sh
. "$doc_machine_here/../tools/sysfs.sh"
# shellcheck source=blocks.sh
. "$doc_machine_here/blocks.sh"

# doc_machine_vgpus: removes all.
doc_machine_vgpus()
{
	local file

	for file in /sys/bus/mdev/devices/*/remove; do
		[ ! -e "$file" ] || echo 1 >"$file" || return
	done
}

doc_machine_before()
{
	doc_machine_vgpus || return
	truncate -s 64M guest.img
	sysfs_edid 'vgt test' >monitor.bin
	mkdir -p /var/lib/prometheus/node-exporter /dev/hugepages
	# As systemd does.
	mountpoint -q /dev/hugepages || mount -t hugetlbfs hugetlbfs /dev/hugepages || return
	uuid=$(vgtctl create V5_16) && export uuid && [ -e /sys/kernel/vgt/vm1 ]
}

doc_machine_after()
{
	doc_machine_vgpus || return
	rm -rf /etc/mdevctl.d/0000:00:02.0
	echo 0 >/proc/sys/vm/nr_hugepages
	vgtctl weight host none
}

doc_before() { doc_machine_before; }
doc_after() { doc_machine_after; }
