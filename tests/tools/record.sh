# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The guest's program compares a record of what its tests saw with the expected one.
: "${work:?}" "${tree:?}"

# compares STATUS LINE [OPTION...]: $work/have with $work/want; it prints just that, or nothing.
compares()
{
	local status=0 said

	said=$("$tree/build/vfio/vfio-test" "${@:3}" --compare "$work/want" "$work/have" 2>&1) || status=$?
	[ "$status" = "$1" ] && [ "$said" = "$2" ] && return
	printf '%s: %s\n' "$status" "$said"
	return 1
}

# recorded LINE...: that is what the tests saw. A '|' stands for the tabulator.
recorded()
{
	printf '%s\n' "$@" | tr '|' '\t' >"$work/have"
}

test_compared()
{
	recorded 'one|begins' 'one|CSB event 0: 0x1' 'one|CSB event 1: 0x18' 'two|begins' 'two|memory 5'
	{ echo '# as the model has it'; cat "$work/have"; } >"$work/want"
	tap_check 'a record: the same' compares 0 ''
	recorded 'two|begins' 'two|memory 5'
	tap_check 'a record: of some tests' compares 0 ''
	tap_check 'a record: of some, and it must have all' compares 1 '# one: it is not in the record' --all
	tap_check 'a record: it must have the chosen ones' compares 0 '' --all --only 'tw|x'
	tap_check 'a record: and has not' compares 1 '# one: it is not in the record' --all --only 'tw|ne'
	recorded 'one|begins' 'one|CSB event 0: 0x1' 'one|CSB event 1: 0x14'
	tap_check 'a record: a value' compares 1 '# one: "CSB event 1: 0x14", not "CSB event 1: 0x18"'
	recorded 'one|begins' 'one|CSB event 0: 0x1' 'two|begins' 'two|memory 5'
	tap_check 'a record: less' compares 1 '# one: nothing, not "CSB event 1: 0x18"'
	recorded 'two|begins' 'two|memory 5' 'two|memory 6'
	tap_check 'a record: more' compares 1 '# two: "memory 6", not nothing'
	recorded 'two|begins' 'two|memory 5' 'one|begins' 'one|skipped'
	tap_check 'a record: a test that was skipped' compares 0 ''
	echo $'two\tskipped' >>"$work/want"
	recorded 'two|begins' 'two|memory 7'
	tap_check 'a record: one that is skipped on the model' compares 0 ''
	recorded 'three|begins'
	tap_check 'a record: a test that is not expected' compares 1 '# three: "begins", not nothing'
	rm "$work/want"
	tap_check 'a record: nothing is expected' compares 2 "$work/want: No such file or directory"
}
