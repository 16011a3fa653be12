# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # tree: the caller's
#
# The module for kernels that are not this machine's: the debug kernel, and those that its
# compiler and libc are too old for.

module_build_debug()
{
	local kernel

	kernel=$("$tree/scripts/testbed/kernel" debug)
	make -s -C "$tree" module KVER="$(cat "$kernel/release")" KDIR="$kernel/build" \
		I915_SRC="$kernel/source/drivers/gpu/drm/i915"
}

# module_build NAME LOG: into build/module, as for any kernel.
module_build()
{
	# shellcheck disable=SC2016 # for the shell in that kernel's tree
	local for_that='make -s module KVER=$KVER KDIR=$KDIR I915_SRC=$I915_SRC'

	if [ "$1" = debug ]; then
		module_build_debug >"$2" 2>&1 ||
			{ tail -n 20 "$2" >&2; die "no module for the debug kernel"; }
		return
	fi
	"$tree/scripts/testbed/kernel-tree" "$1" -- sh -c "$for_that" >"$2" 2>&1 ||
		{ tail -n 20 "$2" >&2; die "no module for the kernel $1"; }
}
