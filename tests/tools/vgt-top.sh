# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# vgt-top: text, JSON, screen.
: "${sys:?}" "${work:?}" "${vgt_top:?}"

# top WORD...
top()
{
	timeout 30 "$vgt_top" --sysfs "$sys" "$@" 2>"$work/err"
}

# fails STATUS STDERR WORD...
fails()
{
	local status=0 want=$1 err=$2
	shift 2

	top "$@" >"$work/out" || status=$?
	[ "$status" = "$want" ] && grep -qE "$err" "$work/err" && [ ! -s "$work/out" ] && return
	echo "status $status"
	cat "$work/err" "$work/out"
	return 1
}

# json CODE: perl with the last line of out, decoded, in $j; true where CODE is.
json()
{
	perl -MJSON::PP -e '
		my ($file, $code) = @ARGV;
		open(my $f, "<", $file) or die;
		my $line;
		$line = $_ while (<$f>);
		my $j = decode_json($line);
		my $true = eval $code;
		die $@ if $@;
		exit 0 if $true;
		print $line;
		exit 1;
	' "$work/out" "$1"
}

# said REGEX: it is in the text.
said()
{
	grep -qE "$1" "$work/out" || { cat "$work/out"; return 1; }
}

test_once()
{
	fresh
	put 3 "$sys/kernel/vgt/vm1/statistics/audit_refusals"
	put 4 "$sys/kernel/vgt/vm1/statistics/regs_refused"
	put 5242880 "$sys/kernel/vgt/vm1/statistics/pinned_bytes"
	put 25 "$sys/kernel/vgt/vm2/cap"
	put 2 "$sys/kernel/vgt/control/foreground_vm"
	top --once -d 0.1 >"$work/out"
	tap_check 'vgt-top --once ends well' test $? = 0
	tap_check 'how many, over which time' said '^2 vGPUs over 0\.[1-9][0-9]* s; on the monitor: vGPU 2$'
	tap_check 'engines that are there' said 'ID TYPE .* RENDER +BLITTER +VIDEO +ENHANCE$'
	tap_check 'a vGPU and its shares' said '^ +1 i915-GVTg_V5_4 +4 +- +running +0.0%( +0.0%){3}$'
	tap_check 'one with a cap' said '^ +2 i915-GVTg_V5_8 +4 +25% +running'
	tap_check 'all together' said '^all +0.0%( +0.0%){3}$'
	tap_check 'its counters' said '^ +1 +0 +0 +0 +0 +0 +7 +0 +0 +5M$'
	rm "$sys"/kernel/vgt/vm1/statistics/{hangs,mmio_reads,busy_ns_render}
	top --once -d 0.1 >"$work/out"
	tap_check 'what is missing is a dash' said '^ +1 +0 +- +0 +0 +0 +7 +- +0 +5M$'
	tap_check 'for engines, too' said '^ +1 i915-GVTg_V5_4 +4 +- +running +- +0.0%'
	sysfs_make "$sys"
	top --once -d 0.1 >"$work/out"
	tap_check 'without a vGPU' said '^0 vGPUs over .*; on the monitor: the host$'
}

# next_line: waits until vgt-top has printed one more: the next comes half a second later.
next_line()
{
	local n

	n=$(wc -l <"$work/out")
	for _ in {1..200}; do
		[ "$(wc -l <"$work/out")" -le "$n" ] || return 0
		sleep 0.05
	done
	echo 'no line came'
	return 1
}

# Counters move while it runs.
moving()
{
	local vm=$sys/kernel/vgt/vm1

	next_line || return
	put 100000000 "$vm/statistics/busy_ns_render"
	put 200000000 "$sys/kernel/vgt/vm2/statistics/busy_ns_render"
	put 1000 "$vm/statistics/submissions"
	# What changed while a sample was taken is seen by the next.
	next_line && next_line
}

# each_line CODE: perl with each line of out, decoded, in $j, and what it says of them
# all at the end in $true; numbers to look at in $note.
each_line()
{
	perl -MJSON::PP -e '
		my ($file, $code) = @ARGV;
		our ($true, $note) = (1, "");
		open(my $f, "<", $file) or die;
		while (<$f>) {
			our $j = decode_json($_);
			eval $code;
			die $@ if $@;
		}
		print "$note\n";
		exit !$true;
	' "$work/out" "$1"
}

# The sums over all lines: no matter in which period a change was seen.
# shellcheck disable=SC2016 # perl's variables
sums()
{
	each_line '
		our ($busy, $all, $count);
		my ($v) = grep { $_->{id} == 1 } @{$j->{vgpus}};
		my $time = $j->{period_s};
		$busy += $v->{engines}{render}{busy_percent} * $time / 100;
		$all += $j->{engines}{render}{busy_percent} * $time / 100;
		$count += $v->{statistics}{submissions}{per_second} * $time;
		$note = "busy $busy s, all $all s, count $count";
		$true = abs($busy - 0.1) < 0.005 && abs($all - 0.3) < 0.015 &&
			abs($count - 1000) < 50;
	'
}

# vGPU 1 becomes another one, with other numbers; vGPU 3 comes.
replace()
{
	local vm=$sys/kernel/vgt/vm1

	next_line || return
	ln -sfn "../../../devices/pci0000:00/0000:00:02.0/$(sysfs_uuid 77)" "$vm/device"
	put 5000 "$vm/statistics/submissions"
	sysfs_vgpu "$sys" 3 i915-GVTg_V5_8
	next_line && next_line
}

# shellcheck disable=SC2016 # perl's variables
replaced()
{
	each_line '
		our %unknown;
		for (@{$j->{vgpus}}) {
			my $rate = $_->{statistics}{submissions}{per_second};
			$unknown{$_->{id}} = 1 if !defined $rate;
			$note .= "rate $rate " if $_->{statistics}{submissions}{value} == 5000 && $rate;
		}
		$true = join(",", sort keys %unknown) eq "1,3" && !$note;
	'
}

test_running()
{
	local pid

	fresh
	: >"$work/out"
	top --json -d 0.5 >"$work/out" &
	pid=$!
	tap_check 'vgt-top --json runs on' moving
	tap_check 'rates are those of what moved' sums
	tap_check 'vGPUs are replaced' replace
	tap_check 'a vGPU with the id of another is new; so is a new one' replaced
	pkill -TERM -P $pid
	wait $pid
	tap_check 'SIGTERM ends it well' test $? = 0
}

# shellcheck disable=SC2016 # perl's variables
test_json()
{
	fresh
	put 1 "$sys/kernel/vgt/control/foreground_vm"
	put 'odd "state"' "$sys/kernel/vgt/vm2/state"
	top --json --once -d 0.1 >"$work/out"
	tap_check 'vgt-top --json --once' test $? = 0
	tap_check 'one line' test "$(wc -l <"$work/out")" = 1
	tap_check 'JSON: who is shown' json '$j->{foreground_vm} == 1'
	tap_check 'JSON: the vGPUs' json '@{$j->{vgpus}} == 2 && $j->{vgpus}[1]{id} == 2'
	tap_check 'JSON: strings are escaped' json '$j->{vgpus}[1]{state} eq "odd \"state\""'
	tap_check 'JSON: all counters' json 'keys %{$j->{vgpus}[0]{statistics}} == 14'
	tap_check 'JSON: engines that are there' json \
		'join(",", sort keys %{$j->{engines}}) eq "blitter,render,video,video_enhancement"'
	rm "$sys"/kernel/vgt/vm1/{device,weight}
	top --json --once -d 0.1 >"$work/out"
	tap_check 'JSON: what is not known is null' json \
		'!defined $j->{vgpus}[0]{uuid} && !defined $j->{vgpus}[0]{weight}'
}

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
			*) printf '%s' "${keys:0:1}" ;;
			esac
			keys=${keys:1}
			sleep 0.2
		done
	} | TERM=xterm timeout 30 script -qec "stty cols $columns rows $lines; \
		exec $vgt_top --sysfs $sys -d 0.2 $*" /dev/null >"$work/out" 2>"$work/err"
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
	tap_check 'screen: what is on it' seen vgt-top: '2 vGPUs' 'the host' render video_enhancement \
		RENDER i915-GVTg_V5_4 i915-GVTg_V5_8 running PINNED 987654
	tap_check 'screen: a small one' screen 20x4 q
	tap_check 'screen: a large one' screen 300x80 q
	many
	put 424242 "$sys/kernel/vgt/vm12/statistics/resets"
	tap_check 'screen: more vGPUs than lines' screen 80x24 uddddduddq
	tap_check 'screen: down brings the next' seen 424242
	rm -r "$sys/kernel/vgt/"vm*
	tap_check 'screen: without a vGPU' screen 80x24 q
	tap_check 'screen: says so' seen 'There is no vGPU'
	fresh
	{ sleep 1; rm -r "$sys/kernel/vgt"; } &
	tap_check 'screen: the module goes' screen 80x24 .........q
	wait
	tap_check 'screen: says so, too' seen 'is not loaded'
}

unloaded()
{
	: >"$work/out"
	top --json -d 0.1 >"$work/out" &
	next_line || return
	rm -r "$sys/kernel/vgt"
	! wait $! && grep -q 'not loaded any more' "$work/err"
}

closed_pipe()
{
	timeout 30 "$vgt_top" --sysfs "$sys" --json -d 0.1 2>"$work/err" | head -n 1 >"$work/out"
	[ "${PIPESTATUS[0]}" != 124 ] && [ -s "$work/out" ]
}

test_top_errors()
{
	fresh
	tap_check 'vgt-top: unknown option' fails 2 'unrecognized option' --frob
	tap_check 'vgt-top: a word too many' fails 2 'Usage: vgt-top' now
	tap_check 'vgt-top: no delay' fails 2 "'0' is not a number of seconds" -d 0
	tap_check 'vgt-top: a delay and more' fails 2 "'1s' is not a number" -d 1s
	tap_check 'vgt-top: not a delay' fails 2 "'nan' is not a number" -d nan
	tap_check 'vgt-top: --help' top --help
	tap_check 'vgt-top: whoever reads it ends' closed_pipe
	tap_check 'vgt-top: an unknown terminal' no_terminal
	tap_check 'vgt-top: the module goes' unloaded
	tap_check 'vgt-top: without the module' fails 1 "vgt is not loaded: 'modprobe vgt'" --once
}

no_terminal()
{
	TERM=nonsense fails 1 'terminal is not known .TERM.; --once and --json need none'
}

test_vgt_top()
{
	test_once
	test_running
	test_json
	test_screen
	test_top_errors
}
