# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The mediator under test, for scripts that run in L1: vgt, or the in-tree kvmgt. They are only used
# through the mdev interface that both have.

gpu=/sys/bus/pci/devices/0000:00:02.0
types=$gpu/mdev_supported_types

load_kvm()
{
	modprobe -q kvm_amd || modprobe -q kvm_intel || :
	[ -e /dev/kvm ] || { echo "L1 has no /dev/kvm"; return 1; }
}

# VFIO's container; for the debug kernel the one that tests/lib/module.sh builds.
load_type1()
{
	local ours=/work/build/type1/vfio_iommu_type1.ko

	modprobe vfio_iommu_type1 || return
	[[ $(uname -r) == *-debug && -e $ours ]] || return 0
	# VFIO loads the other one by itself.
	rmmod vfio_iommu_type1 && insmod $ours
}

# mediator_load vgt|kvmgt|before: the last is another build of vgt, $VGT_BEFORE. $VGT_MODULE_ARGS
# are parameters for vgt.
mediator_load()
{
	load_kvm || return
	modprobe -a mdev vfio i915 || return
	load_type1 || return
	# Modules for QEMU's devices, and for vgt's eventfds.
	modprobe vfio_pci || return
	# shellcheck disable=SC2086 # several parameters
	case $1 in
	vgt) insmod "${VGT_MODULE:-/work/build/module/$(uname -r)/vgt.ko}" \
		${VGT_MODULE_ARGS-} || return ;;
	before) insmod "$VGT_BEFORE" ${VGT_MODULE_ARGS-} || return ;;
	kvmgt) modprobe kvmgt || return ;;
	*) echo "unknown mediator $1"; return 2 ;;
	esac
	[ -d $types ] || { echo "$1 offers no type under $types"; return 1; }
}

mediator_unload()
{
	rmmod "${1/before/vgt}"
}

# The smallest type. Its name contains the generation.
vgpu_smallest()
{
	basename "$types"/i915-GVTg_V*_8
}

# vgpu_available TYPE
vgpu_available()
{
	cat "$types/$1/available_instances"
}

# vgpu_create TYPE UUID
vgpu_create()
{
	echo "$2" >"$types/$1/create" || return
	[ -d "/sys/bus/mdev/devices/$2" ] || { echo "no device $2 appeared"; return 1; }
}

# vgpu_remove UUID
vgpu_remove()
{
	echo 1 >"/sys/bus/mdev/devices/$1/remove" || return
	[ ! -e "/sys/bus/mdev/devices/$1" ] || { echo "the device $1 is still there"; return 1; }
}

# vfio_tests PROGRAM WORD...: the guest's tests, whose results are lines. One that did not come to its end,
# or had nothing to do, is a failure, too.
vfio_tests()
{
	local status=0

	"$@" || status=$?
	[ $status -le 1 ] || echo "not ok - the guest's program came to its end (status $status)"
}
