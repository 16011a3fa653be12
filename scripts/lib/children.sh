# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Processes that a script starts and that must not outlive it.

# start COMMAND...: starts it in the background, in its own process group. Its process id is in
# $!. The child is killed when this script ends, in whatever way.
start()
{
	setpriv --pdeathsig KILL -- setsid -- "$@" &
}

# start_on_terminal COMMAND...: the same for a child that reads from the terminal, which only
# this script's own process group may do.
start_on_terminal()
{
	setpriv --pdeathsig KILL -- "$@" <&0 &
}

# send SIGNAL PID: sends it to the process's group, or to the process if it leads none.
send()
{
	kill "-$1" -- "-$2" 2>/dev/null || kill "-$1" "$2" 2>/dev/null || :
}

# end PID: ends a process that this script started, and waits until it is gone.
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

# gone PID...: sets first to one of these children that has ended, if there is one.
gone()
{
	local pid

	for pid in "$@"; do
		kill -0 "$pid" 2>/dev/null && continue
		first=$pid
		return
	done
	return 1
}

# wait_first SECONDS PID...: waits until one of these children ends, or the time is up. Sets first
# to its process id, or to clock, and first_status to its status.
#
# In L1, "wait -n" sometimes did not return when its child and another one ended together. So call
# it again each second, and check the children.
wait_first()
{
	local end=$((SECONDS + $1)) clock
	shift

	while :; do
		sleep 1 &
		clock=$!
		first=$clock
		wait -n -p first "$clock" "$@" || :
		if [ "${first:-$clock}" = "$clock" ]; then
			gone "$@" && break
			[ $SECONDS -lt "$end" ] && continue
			first=clock first_status=0
			return
		fi
		# Not by TERM: a new child still has this script's traps, and would run them.
		kill -KILL "$clock" 2>/dev/null || :
		wait "$clock" 2>/dev/null || :
		break
	done
	# Bash keeps the status of a child that has ended.
	first_status=0
	# shellcheck disable=SC2034 # for the caller
	wait "$first" || first_status=$?
}
