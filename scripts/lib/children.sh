# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Processes that a script starts, and that must not outlive it.

# start COMMAND...: in the background; the process id is in $!. The child is killed
# when this script dies, however it dies.
start()
{
	setpriv --pdeathsig KILL -- "$@" &
}

# end PID: end a process that we started, and wait until it is gone.
end()
{
	[ -n "$1" ] || return 0
	kill "$1" 2>/dev/null || :
	for _ in {1..20}; do
		kill -0 "$1" 2>/dev/null || break
		sleep 0.05
	done
	kill -KILL "$1" 2>/dev/null || :
	wait "$1" 2>/dev/null || :
}

# wait_or_timeout PID SECONDS: wait for that child; false if the time was up first.
wait_or_timeout()
{
	local first clock

	sleep "$2" &
	clock=$!
	wait -n -p first "$1" "$clock" || :
	end "$clock"
	[ "$first" = "$1" ]
}
