# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# For the parts of this test that run in L1.

# shellcheck source=../lib/tap.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/tap.sh"

# shellcheck disable=SC2034 # for those who source this
module=build/module/$(uname -r)/vgt.ko
export LC_ALL=C

# refused TEXT COMMAND...: it fails, and says TEXT, the name of its errno.
refused()
{
	local text=$1 said
	shift

	! said=$("$@" 2>&1) || { echo "it was not refused"; return 1; }
	[[ $said == *"$text"* ]] || { echo "$said"; return 1; }
}

# logged COUNT REGEX: so many lines of the kernel's log match.
logged()
{
	local count

	count=$(dmesg | grep -cE "$2")
	[ "$count" = "$1" ] || { echo "$count lines match, not $1"; dmesg | grep vgt | tail -n 5; return 1; }
}

# put VALUE FILE: as echo VALUE >FILE.
put()
{
	echo "$1" >"$2"
}

# complaints: the kernel's log holds none.
complaints()
{
	! dmesg | grep -E 'WARNING:|BUG:|Oops|\*ERROR\*'
}
