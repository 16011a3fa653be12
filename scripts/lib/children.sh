# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Processes that a script starts, and that must not outlive it.

# start COMMAND...: in the background, in a process group of its own; the process id
# is in $!. The child is killed when this script dies, however it dies.
start()
{
	setpriv --pdeathsig KILL -- setsid -- "$@" &
}

# start_on_terminal COMMAND...: the same for a child that reads from the terminal,
# which only this script's own group may do.
start_on_terminal()
{
	setpriv --pdeathsig KILL -- "$@" <&0 &
}

# send SIGNAL PID: to the process's group, or to the process if it leads none.
send()
{
	kill "-$1" -- "-$2" 2>/dev/null || kill "-$1" "$2" 2>/dev/null || :
}

# end PID: end a process that we started, and wait until it is gone.
end()
{
	[ -n "$1" ] || return 0
	send TERM "$1"
	for _ in {1..20}; do
		kill -0 "$1" 2>/dev/null || break
		sleep 0.05
	done
	send KILL "$1"
	wait "$1" 2>/dev/null || :
}

# wait_first SECONDS PID...: wait until one of these children ends, or the time is up.
# Sets first to its process id, or to clock, and first_status to its status.
wait_first()
{
	local seconds=$1 clock
	shift

	sleep "$seconds" &
	clock=$!
	first_status=0
	# shellcheck disable=SC2034 # for the caller
	wait -n -p first "$clock" "$@" || first_status=$?
	if [ "$first" = "$clock" ]; then
		first=clock
	else
		# Not by TERM: a child just born still has this script's traps, and obeys them.
		kill -KILL "$clock" 2>/dev/null || :
		wait "$clock" 2>/dev/null || :
	fi
}
