# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# vgt-top: text, JSON.
: "${sys:?}" "${proc:?}" "${work:?}" "${vgt_top:?}" "${tree:?}" "${refuse:?}"

# top WORD...
top()
{
	timeout 30 "$vgt_top" --sysfs "$sys" --proc "$proc" "$@" 2>"$work/err"
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
	put 1234567 "$sys/kernel/vgt/vm1/statistics/resets"
	put 25 "$sys/kernel/vgt/vm2/cap"
	put 2 "$sys/kernel/vgt/control/foreground_vm"
	top --once -d 0.1 >"$work/out"
	tap_check 'vgt-top --once ends well' test $? = 0
	tap_check 'how many, over which time' said '^2 vGPUs over 0\.[1-9][0-9]* s; on the monitor: vGPU 2$'
	tap_check 'engines that are there' said 'ID VM .* RENDER +BLITTER +VIDEO +ENHANCE$'
	tap_check 'a vGPU and its shares' said '^ +1 - +- V5_4 +4 +- running +0.0%( +0.0%){3}$'
	tap_check 'one with a cap' said '^ +2 - +- V5_8 +4 +25% running'
	tap_check 'all together' said '^all +0.0%( +0.0%){3}$'
	tap_check 'its counters, with k, M, G' said '^ +1 +0 +0 +0 +0 +0 +7 +0 +1.23M +5.00M +0$'
	rm "$sys"/kernel/vgt/vm1/statistics/{hangs,mmio_reads,busy_ns_render}
	top --once -d 0.1 >"$work/out"
	tap_check 'what is missing is a dash' said '^ +1 +0 +- +0 +0 +0 +7 +- +1.23M +5.00M +0$'
	tap_check 'for engines, too' said '^ +1 - +- V5_4 +4 +- running +- +0.0%'
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
	tap_check 'JSON: all counters' json 'keys %{$j->{vgpus}[0]{statistics}} == 20'
	tap_check 'JSON: engines that are there' json \
		'join(",", sort keys %{$j->{engines}}) eq "blitter,render,video,video_enhancement"'
	rm "$sys"/kernel/vgt/vm1/{device,weight}
	top --json --once -d 0.1 >"$work/out"
	tap_check 'JSON: what is not known is null' json \
		'!defined $j->{vgpus}[0]{uuid} && !defined $j->{vgpus}[0]{weight}'
}

test_full()
{
	local words

	fresh
	for words in '--once' '--once --json' '--csv -n 1' --prometheus --help --version; do
		# shellcheck disable=SC2086 # words
		tap_check "a full disk: $words" full_disk 1 '^vgt-top[^:]*: cannot' \
			"$vgt_top" --sysfs "$sys" --proc "$proc" $words
	done
}

test_pipe()
{
	fresh
	top -n 3 -d 0.1 >"$work/out"
	tap_check 'into a pipe: ends well' test $? = 0
	tap_check 'into a pipe: -n samples' test "$(grep -c '^2 vGPUs over' "$work/out")" = 3
	tap_check 'into a pipe: no escape codes' plain
	tap_check 'into a pipe: nothing is left out' nothing_hidden
	top --samples 2 --json -d 0.1 >"$work/out"
	tap_check '-n with --json' test "$(wc -l <"$work/out")" = 2
	sysfs_vgpu "$sys" 3 i915-GVTg_V5_8
	top -n 1 -d 0.1 >"$work/out"
	tap_check 'one vGPU more' said '^3 vGPUs over'
	rm -r "$sys"/kernel/vgt/vm[23]
	top -n 1 -d 0.1 >"$work/out"
	tap_check 'one vGPU, not one vGPUs' said '^1 vGPU over'
}

# No character but printable ones and newlines.
plain()
{
	! LC_ALL=C grep -nP '[^\x20-\x7e]' "$work/out"
}

nothing_hidden()
{
	! grep 'not shown' "$work/out"
}

# order_is IDS: the ids of the first table.
order_is()
{
	local ids

	ids=$(awk '$1 == "ID" { n++ } n == 1 && $1 + 0 { printf "%s ", $1 }' "$work/out")
	[ "$ids" = "$1 " ] || { echo "$ids"; cat "$work/out"; return 1; }
}

test_order()
{
	local vm=$sys/kernel/vgt/vm

	fresh
	sysfs_vgpu "$sys" 3 i915-GVTg_V5_8
	proc_vm 1 100 -name zebra
	proc_vm 2 200 -name apple
	proc_vm 3 300 -name mouse
	put 1000000 "${vm}1/statistics/pinned_bytes"
	put 3000000 "${vm}3/statistics/pinned_bytes"
	top --once -d 0.1 >"$work/out"
	tap_check 'by id' order_is '1 2 3'
	top --once -d 0.1 --reverse >"$work/out"
	tap_check 'by id, reversed' order_is '3 2 1'
	top --once -d 0.1 --sort name >"$work/out"
	tap_check 'by name' order_is '2 3 1'
	top --once -d 0.1 --sort memory >"$work/out"
	tap_check 'by memory' order_is '3 1 2'
	top --once -d 0.1 --sort memory --reverse >"$work/out"
	tap_check 'by memory, reversed' order_is '2 1 3'
	top --once -d 0.1 --sort busy >"$work/out"
	tap_check 'those that are equal are by id' order_is '1 2 3'
	tap_check 'not an order' fails 2 "'frob' is not what can be sorted by" --sort frob
}

# Each of two samples reads the processes once, for virtual machines and for the host's programs.
reads_once()
{
	rm -f "$work/folders"
	VGT_FOLDERS=$work/folders LD_PRELOAD=$refuse top --once -d 0.1 >"$work/out" || return
	said apple || return
	[ "$(grep -cxF "$proc/200/fd" "$work/folders")" = 2 ] || { sort "$work/folders" | uniq -c; return 1; }
}

test_processes()
{
	fresh
	proc_vm 2 200 -name apple
	proc_client 99 5 7 render=1000000000
	tap_check 'each sample reads the processes once' reads_once
}

# Between two samples vGPU 2 goes, and vGPU 1 is busy.
going()
{
	proc_vm 2 200 -name apple
	top -n 3 -d 0.5 >"$work/out" &
	local pid=$!

	for _ in {1..200}; do
		! grep -q '^2 vGPUs' "$work/out" || break
		sleep 0.05
	done
	rm -r "$sys/kernel/vgt/vm2"
	wait $pid || return
	said '^vGPU 2 is gone: apple$' && said '^1 vGPU over'
}

test_gone()
{
	fresh
	: >"$work/out"
	tap_check 'a vGPU that goes while it runs' going
}

# columns: each line has as many columns as the first; perl parses RFC 4180.
columns()
{
	perl -ne '
		chomp;
		my $n = 1;
		s/"(?:[^"]|"")*"/x/g;
		$n++ while /,/g;
		$want //= $n;
		$bad = 1 if $n != $want;
		END { exit($bad || $want != 36) }
	' "$work/out"
}

test_csv()
{
	fresh
	proc_vm 1 100 -name 'a "b",,c'
	top --csv -n 2 -d 0.1 >"$work/out"
	tap_check 'vgt-top --csv' test $? = 0
	tap_check 'CSV: titles once, a line per vGPU and sample' test "$(wc -l <"$work/out")" = 5
	tap_check 'CSV: as many columns everywhere' columns
	tap_check 'CSV: titles' said '^time,period_s,id,uuid,vm,.*,busy_percent_render,.*,pinned_bytes,'
	tap_check 'CSV: quotes' said '^20[0-9-]+T[0-9:.]+Z,0\.[0-9]+,1,aaaa.*,"a ""b"",c",100,i915-GVTg_V5_4,'
	tap_check 'CSV: an engine that is not there is empty' said 'running,4,0,0,0.00,0.00,0.00,,0.00,'
}

# openmetrics: what the format asks of the whole text: families in one piece each, with their type
# before the samples; counters end in _total, and nothing else does; the end is marked.
openmetrics()
{
	perl -ne '
		chomp;
		die "after the end: $_\n" if $end;
		if (/^# EOF$/) { $end = 1; next }
		if (/^# TYPE (\w+) (counter|gauge)$/) {
			($family, $type) = ($1, $2);
			die "twice: $_\n" if $seen{$family}++;
			next;
		}
		if (/^# UNIT (\w+) (\w+)$/) {
			die "unit: $_\n" if $1 ne $family || $family !~ /_$2$/;
			next;
		}
		next if /^# HELP $family .*\.$/;
		my $label = qr/\w+="(?:[^"\\\n]|\\[\\"n])*"/;
		/^(\w+)(\{$label(?:,$label)*\})? -?[0-9.]+$/ or die "not a sample: $_\n";
		die "family: $_\n" if $1 ne $family . ($type eq "counter" ? "_total" : "");
		die "suffix: $_\n" if $type eq "gauge" && /^\w+_total\b/;
		die "sample twice: $_\n" if $sample{"$1$2"}++;
		END { die "no end\n" if !$end }
	' "$work/out"
}

test_openmetrics()
{
	local vm=$sys/kernel/vgt/vm1

	fresh
	proc_vm 1 100 -name 'a "b" \c'
	put 1234567890123 "$vm/statistics/busy_ns_render"
	put 7 "$vm/statistics/hangs"
	put 4096 "$vm/statistics/pinned_bytes"
	put 25 "$vm/cap"
	put 0.1.0 "$sys/module/vgt/version"
	top --prometheus >"$work/out"
	tap_check 'vgt-top --prometheus ends at once' test $? = 0
	tap_check 'OpenMetrics: the format' openmetrics
	tap_check 'OpenMetrics: the version' said '^vgt_module_info.version="0.1.0". 1$'
	tap_check 'OpenMetrics: labels are escaped' said 'vm="a \\"b\\" \\\\c". 1$'
	tap_check 'OpenMetrics: time in seconds' said \
		'^vgt_vgpu_engine_busy_seconds_total.vgpu="1",uuid="aaaa.*",engine="render". 1234\.567890123$'
	tap_check 'OpenMetrics: a counter' said '^vgt_vgpu_hangs_total.vgpu="1",uuid=".*". 7$'
	tap_check 'OpenMetrics: bytes' said '^vgt_vgpu_pinned_bytes.vgpu="1",uuid=".*". 4096$'
	tap_check 'OpenMetrics: a cap' said '^vgt_vgpu_cap_ratio.vgpu="1",uuid=".*". 0.25$'
	tap_check 'OpenMetrics: a state' said 'vgt_vgpu_state.vgpu="2",.*,state="running". 1$'
	tap_check 'OpenMetrics: what is left' said '^vgt_resource_free.resource="aperture_mb". 64$'
	tap_check 'OpenMetrics: the manual has each name' metrics_documented
	sysfs_make "$sys"
	top --prometheus >"$work/out"
	tap_check 'OpenMetrics: without a vGPU' openmetrics
}

metrics_documented()
{
	local name ret=0

	while read -r name; do
		grep -qE "^(\.BR? )?vgt_$name\b" "$tree/man/vgt-top.8" ||
			{ echo "$name: not in the manual"; ret=1; }
	done < <(sed -n 's/^# TYPE vgt_\([a-z0-9_]*\) .*/\1/p' "$work/out")
	return $ret
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
	tap_check 'vgt-top: no samples' fails 2 "'0' is not a number of samples" -n 0
	tap_check 'vgt-top: not a number of samples' fails 2 "'-1' is not a number" -n -1
	tap_check 'vgt-top: not a delay' fails 2 "'nan' is not a number" -d nan
	tap_check 'vgt-top: --help' top --help
	tap_check 'vgt-top: whoever reads it ends' closed_pipe
	tap_check 'vgt-top: an unknown terminal' no_terminal
	tap_check 'vgt-top: the module goes' unloaded
	tap_check 'vgt-top: without the module' fails 1 "vgt is not loaded: 'modprobe vgt'" --once
}

no_terminal()
{
	! TERM=nonsense timeout 30 script -qec "$vgt_top --sysfs $sys" /dev/null >"$work/out" &&
		grep -q 'terminal is not known .TERM.; --text and --json need none' "$work/out"
}

test_vgt_top()
{
	test_once
	test_running
	test_json
	test_full
	test_pipe
	test_order
	test_processes
	test_gone
	test_csv
	test_openmetrics
	test_vm
	test_host
	test_top_errors
}
