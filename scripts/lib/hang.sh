# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Find out where a virtual machine hangs that did not end in time.

# sysrq QMP SERIAL KEY...: sends SysRq keys to the guest's kernel through its serial console: a
# break, then the key.
sysrq()
{
	local qmp=$1 serial=$2 key
	shift 2

	for key; do
		hmp "$qmp" 'chardev-send-break serial' >/dev/null
		printf '%s' "$key" | socat -u - "UNIX-CONNECT:$serial"
		sleep 1
	done
}

# settle FILE: waits for the end of the kernel's list of tasks, or until nothing was added for 5 s,
# because a busy machine pauses in between. At most a minute.
settle()
{
	local before=-1 now quiet=0 tries=60

	while [ $quiet -lt 5 ] && [ $tries -gt 0 ]; do
		! grep -qs 'Showing busy workqueues' "$1" || return
		now=$(stat -c %s "$1")
		quiet=$((now == before ? quiet + 1 : 0))
		before=$now
		tries=$((tries - 1))
		sleep 1
	done
}

# user_tasks FILE: prints the user space tasks of the kernel's list of tasks (children of process 2
# are kernel threads), with the innermost calls of each.
user_tasks()
{
	sed 's/^\[[^]]*\] *//' "$1" | awk '
		/sysrq: Show State/ { on = 1 }
		!on { next }
		/^task:/ {
			match($0, /pid: *[0-9]+/)
			pid = substr($0, RSTART + 4, RLENGTH - 4) + 0
			match($0, /ppid: *[0-9]+/)
			ppid = substr($0, RSTART + 5, RLENGTH - 5) + 0
			frames = pid == 2 || ppid == 2 ? 0 : 6
			if (frames)
				print
			next
		}
		/^(Call Trace:|<\/?TASK>|<\/?IRQ>|\?)/ { next }
		/^[a-zA-Z_].*\+0x/ && frames { print "    " $1; frames-- }
		/^Showing|^Sched Debug|^cpu#/ { exit }' | head -n 120
}

# report_hang QMP SERIAL LOG: writes waiting tasks, the processors' stacks and registers to
# LOG.hang, and a summary to stderr. Run it in a subshell: it ignores errors.
report_hang()
{
	local qmp=$1 serial=$2 log=$3 before rsp hang=${3%.log}.hang

	set +e +o pipefail
	trap - ERR
	before=$(wc -l <"$log")
	# All messages to the console; stacks of the processors, blocked tasks, locks
	# held, all tasks.
	sysrq "$qmp" "$serial" 8 l w d t
	settle "$log"
	{
		echo "== the processors, as QEMU sees them"
		hmp "$qmp" 'info cpus'
		hmp "$qmp" 'info registers -a' | grep -E '^(CPU|EIP|R..=|CR0)'
		echo "== the first processor's stack"
		rsp=$(hmp "$qmp" 'info registers' | sed -n 's/.* RSP=\([0-9a-f]*\).*/\1/p')
		hmp "$qmp" "x/192gx 0x$rsp"
		echo "== what the kernel says (processors, blocked tasks, locks, all tasks)"
		tail -n +"$((before + 1))" "$log"
	} >"$hang" 2>&1
	if grep -q 'sysrq: Show State' "$hang"; then
		say "processors, blocked tasks (all of it: $hang):"
		awk '/sysrq: Show State/ { exit } / Code: | Call Trace:| RSP: | R..: |sysrq: HELP/ { next }
			{ print }' "$hang" | head -n 60 >&2
		say "programs, and where each of them waits:"
		user_tasks "$hang" >&2
	else
		say "the kernel does not answer; its processors (more in $hang):"
		head -n 20 "$hang" >&2
		say "its last words:"
		tail -n 15 "$log" >&2
	fi
}
