# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# A part of what there is to be tested.

# take_part N ARRAY FILE...: leave one in N entries of the array. Which, changes with the files.
take_part()
{
	local part=$1 first i chosen=()
	local -n entries=$2
	shift 2

	read -r first _ <<<"$(cat "$@" | cksum)"
	for ((i = first % part; i < ${#entries[@]}; i += part)); do
		chosen+=("${entries[i]}")
	done
	entries=("${chosen[@]}")
}
