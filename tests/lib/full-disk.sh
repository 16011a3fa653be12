# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Programs whose output cannot be written.
: "${work:?}"

# full_disk STATUS WORDS COMMAND...: with /dev/full, which takes nothing, the command ends with this
# status, and a line on stderr has these words.
full_disk()
{
	local status=0 want=$1 words=$2
	shift 2

	timeout 120 "$@" 2>"$work/err" >/dev/full || status=$?
	[ "$status" = "$want" ] && grep -qE -- "$words" "$work/err" && return
	echo "status $status, not $want, or no '$words':"
	cat "$work/err"
	return 1
}
