# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # tree: the caller's
#
# The module for kernels that this machine's compiler and libc are too old for.

# module_build SUITE LOG: into build/module, as for any kernel.
module_build()
{
	# shellcheck disable=SC2016 # for the shell in that kernel's tree
	local for_that='make -s module KVER=$KVER KDIR=$KDIR I915_SRC=$I915_SRC'

	"$tree/scripts/testbed/kernel-tree" "$1" -- sh -c "$for_that" >"$2" 2>&1 ||
		{ tail -n 20 "$2" >&2; die "no module for the kernel $1"; }
}
