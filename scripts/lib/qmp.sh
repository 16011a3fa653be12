# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# QEMU's monitor, from the shell.

# qmp SOCKET JSON: one command, its answer on stdout.
qmp()
{
	local socket=$1 command=$2

	printf '%s\n' '{"execute":"qmp_capabilities"}' "$command" |
		socat -t 1 - "UNIX-CONNECT:$socket" | tail -n +3 | grep -v '"event"'
}

# hmp SOCKET COMMAND: a command for the human monitor, its answer as plain text.
hmp()
{
	local json

	printf -v json '{"execute":"human-monitor-command","arguments":{"command-line":"%s"}}' "$2"
	qmp "$1" "$json" | sed -e 's/^{"return": "//' -e 's/"}.\{0,1\}$//' \
		-e 's/\\r\\n/\n/g' -e 's/\\"/"/g'
}
