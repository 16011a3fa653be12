# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# vgt-top's screen: what a terminal got, and, with tmux, what it looked like.
: "${sys:?}" "${proc:?}" "${work:?}" "${vgt_top:?}"

# screen SIZE KEYS [WORD...]: runs it in a terminal of COLUMNSxLINES; keys come in slowly.
# What the terminal got goes to out.
screen()
{
	local columns=${1%x*} lines=${1#*x} keys=$2
	shift 2

	{
		sleep 0.6
		while [ -n "$keys" ]; do
			case ${keys:0:1} in
			d) printf '\033OB' ;;
			u) printf '\033OA' ;;
			e) printf '\033OC' ;;
			*) printf '%s' "${keys:0:1}" ;;
			esac
			keys=${keys:1}
			sleep 0.2
		done
	} | TERM=xterm timeout 30 script -qec "stty cols $columns rows $lines; \
		exec $vgt_top --sysfs $sys --proc $proc -d 0.2 $*" /dev/null >"$work/out" 2>"$work/err"
}

# seen WORD...: these words are on the screen.
seen()
{
	local word

	for word; do
		grep -qaF -- "$word" "$work/out" || { echo "not seen: $word"; return 1; }
	done
}

many()
{
	local i

	for i in {3..15}; do
		sysfs_vgpu "$sys" "$i" i915-GVTg_V5_8
	done
}

test_screen()
{
	fresh
	put 987654 "$sys/kernel/vgt/vm1/statistics/resets"
	tap_check 'screen: q quits' screen 80x24 q
	tap_check 'screen: what is on it' seen vgt-top '2 vGPUs' 'the host' render video_enhancement \
		REND V5_4 V5_8 running PINNED 988k
	tap_check 'screen: a small one' screen 20x4 q
	tap_check 'screen: a large one' screen 300x80 q
	many
	put 424242000 "$sys/kernel/vgt/vm12/statistics/resets"
	tap_check 'screen: more vGPUs than lines' screen 80x24 uddddddddduddq
	tap_check 'screen: down brings the next' seen 424M
	rm -r "$sys/kernel/vgt/"vm*
	tap_check 'screen: without a vGPU' screen 80x24 q
	tap_check 'screen: says so' seen 'There is no vGPU'
	fresh
	: >"$work/out"
	{ until grep -qa vgt-top "$work/out"; do sleep 0.1; done; rm -r "$sys/kernel/vgt"; } &
	tap_check 'screen: the module goes' screen 80x24 .........q
	wait
	tap_check 'screen: says so, too' seen 'is not loaded'
}

# look SIZE [KEY...]: with $look_as=-e also its escape codes: what the screen of a terminal of COLUMNSxLINES shows then, to out. tmux is
# the terminal; it cuts blanks at the end of each line.
look()
{
	local columns=${1%x*} lines=${1#*x} tmux
	# A server of its own: the last one may still be on its way out.
	tmux=(tmux -S "$(mktemp -u "$work/tmux.XXXXXX")" -f /dev/null)
	shift

	"${tmux[@]}" -u new-session -d -x "$columns" -y "$lines" \
		"LC_ALL=C.UTF-8 exec $vgt_top --sysfs $sys --proc $proc -d 0.2 $look_with" || return
	for _ in {1..100}; do
		"${tmux[@]}" capture-pane -p ${look_as:+"$look_as"} >"$work/out"
		! grep -qE '^vgt-top ' "$work/out" || break
		sleep 0.1
	done
	for key; do
		"${tmux[@]}" send-keys "$key"
		sleep 0.2
	done
	sleep 0.7
	# However slow this machine is.
	for _ in {1..100}; do
		"${tmux[@]}" capture-pane -p ${look_as:+"$look_as"} >"$work/out"
		! grep -qE -- "${look_until-}" "$work/out" || break
		sleep 0.1
	done
	"${tmux[@]}" kill-server
	grep -qE '^vgt-top ' "$work/out" || { cat "$work/out"; return 1; }
}

# whole COLUMNS: all columns are there, or named, or counted; each vGPU has one line per table.
whole()
{
	local hidden shown

	shown=$(awk '$1 == "ID" { n += NF - 1 } END { print n }' "$work/out")
	hidden=$(awk '/^not shown: [0-9]+ columns$/ { n += $3; next }
		/^not shown: / { n += NF - 2 }
		/^left, right: [0-9]+ more$/ { n += $3 } END { print n + 0 }' "$work/out")
	[ $((shown + hidden)) = 20 ] && [ "$(grep -c '^  1 ' "$work/out")" = 2 ] &&
		[ "$(grep -c '^  2 ' "$work/out")" = 2 ] && return
	echo "$shown shown, $hidden hidden"
	cat "$work/out"
	return 1
}

looks_whole()
{
	look "$@" && whole
}

# looks REGEX SIZE [KEY...]: a line is so.
looks()
{
	local regex=$1 look_until=$1
	shift

	look "$@" && said "$regex"
}

test_look()
{
	local columns look_with='' look_as=''

	if ! command -v tmux >/dev/null; then
		tap_skip 'what the screen looks like' 'no tmux; scripts/setup check installs it'
		return
	fi
	fresh
	proc_vm 1 4711 -name 'guest=a-rather-long-name-of-a-guest,debug-threads=on'
	for columns in 20 40 50 60 66 80 120 200; do
		tap_check "$columns columns: nothing wraps or vanishes" looks_whole "${columns}x24"
	done
	tap_check '40 columns: the name is there' looks '^  1 a-rather' 40x24
	tap_check 'right: other counters' looks '^ ID REFUSED HANGS RESETS PINNED HOSTMEM' 40x24 \
		Right Right Right Right Right Right Right Right Right
	tap_check 'left: back again' looks '^ ID SUBM/s' 40x24 Right Left
	put 5000000 "$sys/kernel/vgt/vm2/statistics/pinned_bytes"
	put $((96 << 20)) "$sys/kernel/vgt/vm1/statistics/host_memory"
	put $((192 << 20)) "$sys/kernel/vgt/vm1/statistics/host_memory_limit"
	put 'MemTotal:       10240 kB' "$proc/meminfo"
	put 10485760 "$sys/kernel/vgt/vm2/statistics/pinned_bytes"
	look_as=-e
	tap_check 'memory: a bar, half of the limit' looks $'  96\e.*m[.]0M' 80x24
	tap_check 'memory: a bar, all of this machine' looks $'\e\\[[0-9;]*m 10.0M\e' 80x24
	look_as=
	put 5000000 "$sys/kernel/vgt/vm2/statistics/pinned_bytes"
	tap_check 'm: by memory' looks 'by memory' 80x24 m
	tap_check 'the largest first' order_is '2 1'
	tap_check 'r: the other way round' looks 'by memory, reversed' 80x24 m r
	tap_check 'the smallest first' order_is '1 2'
	look_with='--sort name --reverse'
	tap_check 'an order to begin with' looks 'by name, reversed' 80x24
	look_with=
	tap_check '?: keys' looks '^s submissions +t traps' 80x24 '?'
	tap_check 'any key: back' looks '^ ID SUBM/s' 80x24 '?' x
	tap_check 'a low terminal says so' looks 'a higher terminal shows more' 60x8
	proc_client 99 5 7 render=1000
	tap_check 'frequency and the like' looks '^GPU 350 of 1150 MHz  0.0 W  RC6 0%' 80x24
	tap_check 'the same in 40 columns' looks '^GPU 350 of 1150 MHz  0.0 W  RC6 0%' 40x24
	tap_check 'a vGPU that goes' goes_on_screen
}

# The history has risen, and the vGPU's end is told.
goes_on_screen()
{
	{ sleep 1.5; put 400000000 "$sys/kernel/vgt/vm1/statistics/busy_ns_render"
		sleep 0.5; rm -r "$sys/kernel/vgt/vm1"; } &
	look 80x24 x x x x x x x x x x || return
	wait
	said '^vGPU 1 is gone: a-rather' && said '^render .*\] .*[▁▂▃▄▅▆▇█]'
}

# colored WANT [NAME=VALUE]: the screen has colours, or not.
colored()
{
	local want=$1 got=no
	shift

	put 9 "$sys/kernel/vgt/vm1/statistics/hangs"
	{ sleep 1; printf q; } | env "$@" TERM=xterm-256color timeout 30 script -qec \
		"stty cols 80 rows 24; exec $vgt_top --sysfs $sys --proc $proc -d 0.2" /dev/null >"$work/out"
	! grep -qaP '\x1b\[[0-9;]*3[1236][0-9;]*m' "$work/out" || got=yes
	[ $got = "$want" ] || { cat -v "$work/out"; return 1; }
}

test_screens()
{
	test_screen
	test_look
	fresh
	tap_check 'colours: what is wrong is red' colored yes NO_COLOR=
	tap_check 'none with NO_COLOR' colored no NO_COLOR=1
}
