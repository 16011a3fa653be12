# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Find errors in a kernel log.

log_trouble='WARNING:|BUG:|\*ERROR\*|Oops|Call Trace|general protection|KASAN|UBSAN|lockdep'
log_trouble+='|hung_task|blocked for more than|soft lockup|detected.*stall|GPU HANG|Resetting'
log_trouble+='|possible circular|possible recursive|inconsistent lock|suspicious RCU'
log_trouble+='|sleeping function|held lock|bad unlock|unreferenced object'
log_trouble+='|pagealloc: |Bad page|timed out|refcount|segfault|Kernel panic|unexpected|fail-safe|failsafe'

# log_clean FILE ALLOWED...: prints the lines of trouble that no pattern in the files ALLOWED
# explains, and fails if there is one. These files contain extended regular expressions, one per
# line, each under a comment with its reason.
log_clean()
{
	local file=$1 patterns trouble
	shift

	[ -s "$file" ] || { echo "there is no log $file"; return 1; }
	patterns=$(cat "$@" | grep -v -e '^#' -e '^$')
	trouble=$(grep -aE "$log_trouble" "$file" | grep -avE -f <(printf '%s\n' "$patterns") |
		head -n 20)
	[ -z "$trouble" ] || { printf '%s\n' "$trouble"; return 1; }
}
