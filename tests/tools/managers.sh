# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# For the part of this test that runs in L1: what OpenStack's Nova and KubeVirt read and write in
# sysfs to make, find and remove vGPUs (nova/privsep/libvirt.py; pkg/virt-handler/device-manager
# of KubeVirt).
manager_uuid=00000004-0000-4000-8000-000000000000
manager_type=i915-GVTg_V5_8
manager_mdev=/sys/bus/mdev/devices/$manager_uuid

# is HAVE WANT
is()
{
	[ "$1" = "$2" ] || { echo "'$1', not '$2'"; return 1; }
}

# Without a newline at the end, as both do it.
manager_writes()
{
	printf %s "$2" >"$1"
}

nova_creates()
{
	manager_writes "/sys/class/mdev_bus/0000:00:02.0/mdev_supported_types/$manager_type/create" \
		$manager_uuid
}

# By the name of the type's folder, or by its file name, with _ for spaces: as in mdevNameSelector.
kubevirt_finds_type()
{
	local type name found=0

	for type in /sys/class/mdev_bus/*/mdev_supported_types/*; do
		name=$(tr ' ' _ <"$type/name") || return
		case $1 in
		"${type##*/}" | "$name") found=$((found + 1)) ;;
		esac
	done
	is $found 1
}

kubevirt_room()
{
	[ "$(<"/sys/bus/pci/devices/0000:00:02.0/mdev_supported_types/$manager_type/available_instances")" -gt 0 ]
}

kubevirt_creates()
{
	manager_writes "/sys/bus/pci/devices/0000:00:02.0/mdev_supported_types/$manager_type/create" \
		$manager_uuid
}

# What it offers to the cluster: of which type it is, and its group for the VM's /dev/vfio.
kubevirt_finds_device()
{
	local group

	is "$(basename "$(readlink $manager_mdev/mdev_type)")" $manager_type || return
	is "$(<$manager_mdev/mdev_type/name)" "${manager_type#i915-}" || return
	group=$(basename "$(readlink $manager_mdev/iommu_group)")
	[ -c "/dev/vfio/$group" ] || { echo "there is no /dev/vfio/$group"; return 1; }
	# Of the parent, whose address is in the link.
	is "$(basename "$(dirname "$(readlink -f $manager_mdev)")")" 0000:00:02.0 || return
	cat /sys/bus/pci/devices/0000:00:02.0/numa_node
}

manager_removes()
{
	manager_writes $manager_mdev/remove 1 && [ ! -e $manager_mdev ]
}

# No vGPU is there. Afterwards neither.
test_managers()
{
	result 'Nova creates a vGPU' nova_creates
	result 'KubeVirt finds it' kubevirt_finds_device
	result 'and removes it' manager_removes
	result 'KubeVirt finds the type by its folder' kubevirt_finds_type $manager_type
	result 'KubeVirt finds the type by its name' kubevirt_finds_type "${manager_type#i915-}"
	result 'KubeVirt sees room for it' kubevirt_room
	result 'KubeVirt creates a vGPU' kubevirt_creates
	result 'and finds it' kubevirt_finds_device
	result 'KubeVirt removes it' manager_removes
}
