# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # tree: the caller's
#
# Build the module for kernels that are not this machine's: the debug kernel, and kernels that its
# compiler and libc are too old for.

# VFIO takes two of its own locks in both orders when pinned memory is removed
# (vfio_notify_dma_unmap() and vfio_iommu_type1_register_device()), whatever the driver does.
# Lockdep would report that at the first such call, and then stop checking. So build this module
# again for the debug kernel, with one of the locks hidden from lockdep.
type1_build()
{
	local kernel=$1 out=$tree/build/type1 source=$1/source/drivers/vfio

	mkdir -p "$out"
	cp "$source/vfio.h" "$out/"
	sed '/mutex_init(&iommu->device_list_lock);/a\
	lockdep_set_novalidate_class(\&iommu->device_list_lock);' \
		"$source/vfio_iommu_type1.c" >"$out/vfio_iommu_type1.c"
	grep -q lockdep_set_novalidate_class "$out/vfio_iommu_type1.c" ||
		{ echo 'VFIO has no such lock any more'; return 1; }
	echo 'obj-m := vfio_iommu_type1.o' >"$out/Kbuild"
	make -s -C "$kernel/build" M="$out" CC='ccache gcc' modules
}

module_build_debug()
{
	local kernel

	kernel=$("$tree/scripts/testbed/kernel" debug)
	type1_build "$kernel" || return
	make -s -C "$tree" module KVER="$(cat "$kernel/release")" KDIR="$kernel/build" \
		I915_SRC="$kernel/source/drivers/gpu/drm/i915" UBSAN_SANITIZE=y
}

# In a folder of its own: trixie's kernel has the same release.
module_build_iommufd()
{
	# shellcheck disable=SC2016 # for the shell in that kernel's tree
	"$tree/scripts/testbed/iommufd-kernel" -- \
		sh -c 'make -s -C "$0" module KVER=$KVER-iommufd KDIR=$KDIR I915_SRC=$I915_SRC' "$1"
}

# module_build NAME LOG: into build/module, as for any kernel; VGT_MODULE is its name in L1, if that
# is not the usual one.
module_build()
{
	# shellcheck disable=SC2016 # for the shell in that kernel's tree
	local for_that='make -s module KVER=$KVER KDIR=$KDIR I915_SRC=$I915_SRC' how name

	case $1 in
	debug) how=(module_build_debug) ;;
	iommufd) how=(module_build_iommufd "$tree") ;;
	*) how=("$tree/scripts/testbed/kernel-tree" "$1" -- sh -c "$for_that") ;;
	esac
	"${how[@]}" >"$2" 2>&1 || { tail -n 20 "$2" >&2; die "no module for the kernel $1"; }
	[ "$1" = iommufd ] || return 0
	name=$(<"$("$tree/scripts/testbed/kernel" iommufd)/release")-iommufd
	export VGT_MODULE=/work/build/module/$name/vgt.ko
}
