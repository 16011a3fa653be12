# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Test results as lines (TAP), and the summary that ends every run.
#
# A part that runs in another machine prints lines without numbers ("ok - name" or "not ok - name")
# and comments. tap_collect counts them, so that one run has one numbering and one summary.

tap_passed=0 tap_failed=0 tap_skipped=0

tap_number()
{
	echo $((tap_passed + tap_failed + tap_skipped))
}

tap_ok()
{
	tap_passed=$((tap_passed + 1))
	echo "ok $(tap_number) - $*"
}

tap_fail()
{
	tap_failed=$((tap_failed + 1))
	echo "not ok $(tap_number) - $*"
}

# tap_skip NAME REASON
tap_skip()
{
	tap_skipped=$((tap_skipped + 1))
	echo "ok $(tap_number) - $1 # SKIP $2"
}

# tap_comment TEXT: prints each line as a comment; nothing if there is none.
tap_comment()
{
	[ -z "$1" ] || printf '# %s\n' "${1//$'\n'/$'\n# '}"
}

# tap_check NAME COMMAND...: passes if the command does; on failure prints its output.
tap_check()
{
	local name=$1 said
	shift

	if said=$("$@" 2>&1); then
		tap_ok "$name"
	else
		tap_fail "$name"
		tap_comment "$said"
	fi
}

# result NAME COMMAND...: prints one result without a number, for tap_collect elsewhere.
result()
{
	local name=$1 said
	shift

	if said=$("$@" 2>&1); then
		echo "ok - $name"
	else
		echo "not ok - $name"
		tap_comment "$said"
		return 1
	fi
}

# tap_collect: counts another machine's lines from stdin, up to its end.
tap_collect()
{
	local line

	while IFS= read -r line; do
		case $line in
		'ok - '*' # SKIP '*)
			line=${line#ok - }
			tap_skip "${line%% # SKIP *}" "${line#* # SKIP }"
			;;
		'ok - '*) tap_ok "${line#ok - }" ;;
		'not ok - '*) tap_fail "${line#not ok - }" ;;
		*) printf '%s\n' "$line" ;;
		esac
	done
}

# Print the summary of a run, and return its status.
tap_summary()
{
	echo "1..$(tap_number)"
	echo "$tap_passed passed, $tap_failed failed, $tap_skipped skipped"
	[ "$tap_failed" = 0 ] && [ "$tap_passed" -gt 0 ]
}
