# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# QEMU's monitor for shell scripts.

# qmp SOCKET JSON: runs one command and prints its answer.
qmp()
{
	local socket=$1 command=$2

	printf '%s\n' '{"execute":"qmp_capabilities"}' "$command" |
		socat -t 1 - "UNIX-CONNECT:$socket" | tail -n +3 | grep -v '"event"'
}

# hmp SOCKET COMMAND: runs a command of the human monitor and prints its answer as plain text.
hmp()
{
	local json

	printf -v json '{"execute":"human-monitor-command","arguments":{"command-line":"%s"}}' "$2"
	qmp "$1" "$json" | sed -e 's/^{"return": "//' -e 's/"}.\{0,1\}$//' \
		-e 's/\\r\\n/\n/g' -e 's/\\"/"/g'
}
